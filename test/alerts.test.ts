import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AlertRouteCreated, FindingsResponse, StatusResponse } from "@governor/contract";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fleet, otlpOf } from "./system/fleet.ts";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

/** A target that nothing keeps. */
const CATALOG = `version: 1
teams:
  sales: { contact: "#sales" }
services:
  orders: { owner: sales }
journeys:
  shopping:
    steps:
      open:
        selector: { service: orders, method: GET, route: "/orders/:id" }
        target: { p95: 1ms, window: 60s, min_samples: 20 }
`;

interface Hook {
  id: string;
  type: string;
  findings: { id: string; event: string; url: string; subject: { env: string } }[];
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
const hooks: Hook[] = [];
const mails: string[] = [];
/** Requests that get no answer while a server is to die in the middle of them. */
let hanging: ServerResponse[] | null = [];
const receiver = createServer((request, response) => {
  let text = "";
  request.on("data", (piece: Buffer) => (text += piece.toString()));
  request.on("end", () => {
    const hook = JSON.parse(text) as Hook;
    hooks.push(hook);
    if (hanging !== null && hook.type !== "test") hanging.push(response);
    else response.end();
  });
});
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, _session, done) {
    let text = "";
    stream.on("data", (piece: Buffer) => (text += piece.toString()));
    stream.on("end", () => {
      mails.push(text);
      done();
    });
  },
});

const start = (): Promise<ServerProcess> => {
  const { port } = smtp.server.address() as AddressInfo;
  const catalog = join(folder.path, "governor.yaml");
  const alerts = ["--smtp-url", `smtp://127.0.0.1:${port}`, "--board-url", "https://governor.example.com/"];
  return startServer(join(folder.path, "data"), ["--catalog", catalog, "--judge-interval", "1s", ...alerts]);
};

async function cli(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await governor([...args, "--url", server.url]);
  expect(code, stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, "governor.yaml"), CATALOG);
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
  server = await start();
}, 120_000);

afterAll(async () => {
  await server?.end("SIGTERM");
  receiver.closeAllConnections();
  receiver.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await folder.remove();
});

test(
  "a finding is told by webhook and mail once, through a server that is killed while it tells",
  { timeout: 180_000 },
  async () => {
    const hookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const made = JSON.parse(
      await cli("alerts", "add", "webhook", hookUrl, "--team", "sales", "--json"),
    ) as AlertRouteCreated;
    expect(made.secret).toMatch(/^whsec_/);
    await cli("alerts", "add", "email", "sales@example.com");
    await cli("alerts", "test", made.route.id);
    expect(hooks).toMatchObject([{ type: "test", findings: [] }]);

    const nowMs = Date.now();
    const served = fleet(nowMs)
      .filter(({ tags }) => tags.service === "orders")
      .map((request, i) => ({ ...request, failed: false, startUnixNs: BigInt(nowMs - 20_000 + i * 10) * 1_000_000n }));
    expect(await post(server.url, otlpOf(served))).toBe(200);
    await until("the webhook is asked", 60_000, async () => hooks.length > 1);
    await until("the mail is there", 60_000, async () => mails.length > 0);
    await server.end("SIGKILL");
    hanging = null;
    server = await start();
    await until("the webhook is asked again after the claim of the dead", 90_000, async () => hooks.length > 2);

    const { findings } = await getJson<FindingsResponse>(`${server.url}/api/v1/findings`);
    expect(findings.length).toBeGreaterThan(0);
    const [, first, again] = hooks;
    expect(again).toEqual(first);
    expect(first?.findings.map(({ id }) => id).toSorted()).toEqual(findings.map(({ id }) => id).toSorted());
    expect(first?.findings[0]).toMatchObject({
      event: "opened",
      url: `https://governor.example.com/findings#${first?.findings[0]?.id}`,
    });
    expect(mails[0]).toContain("sales #sales");
    const { lastJudgedMs, problems } = await getJson<StatusResponse>(`${server.url}/api/v1/status`);
    expect(lastJudgedMs).toBeGreaterThan(nowMs);
    expect(problems).toEqual([]);
    // Evaluations went on all the time, and said nothing new.
    expect(mails).toHaveLength(1);
    expect(hooks).toHaveLength(3);
    expect(await cli("alerts", "log")).toMatch(/webhook 127\.0\.0\.1:\d+ +sent/);
  },
);
