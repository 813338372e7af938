import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyPluginAsync } from "fastify";
import type { ServerContext } from "./context.ts";

/** Where the board's build lies: beside the compiled package, or in the checkout. */
const CANDIDATES = ["../../../board/", "../../../../../board/dist/"];

/** Nothing may load or run that this server did not send. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const NOT_BUILT =
  "The board is not built. Run `npm run build -w @governor/board`, or `make up`. The API is at /openapi.json.\n";

/** The board at `/`: files by name, and the page itself for every other path, which is a page of the board. */
export const boardRoutes: FastifyPluginAsync<{ context: ServerContext }> = async (app) => {
  const root = CANDIDATES.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) =>
    existsSync(`${path}index.html`),
  );
  const options = { config: { permission: "none" as const }, schema: { hide: true } };
  if (root === undefined) {
    app.get("/", options, async (_request, reply) => reply.type("text/plain; charset=utf-8").send(NOT_BUILT));
    return;
  }
  app.addHook("onSend", async (_request, reply) => {
    reply.header("content-security-policy", CONTENT_SECURITY_POLICY);
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "same-origin");
  });
  // The build lays a compressed copy beside each file: 60 KB instead of 180 before anything shows.
  await app.register(fastifyStatic, { root, serve: false, index: false, preCompressed: true });
  // Built files carry a hash in their name, so they never change under it.
  app.get<{ Params: { "*": string } }>("/assets/*", options, (request, reply) =>
    reply.sendFile(`assets/${request.params["*"]}`, { maxAge: 31_536_000_000, immutable: true }),
  );
  app.get<{ Params: { "*": string } }>("/*", options, (request, reply) => {
    const path = request.params["*"];
    if (/^(api|v1)\//.test(path)) return reply.callNotFound();
    const file =
      path !== "" && !path.includes("..") && existsSync(`${root}${path}`) && /\.\w+$/.test(path) ? path : "index.html";
    return reply.header("cache-control", "no-cache").sendFile(file);
  });
};
