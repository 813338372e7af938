import type { TraceResponse } from "@governor/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { childrenOf, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace, post } from "./system/spans.ts";
import { expectAllOnce, traffic } from "./system/traffic.ts";
import { getJson, until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(folder.path);
});

afterEach(({ task }) => {
  if (task.result?.state === "fail") console.error(server.log());
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

function engine(kind: "facts" | "state"): number {
  const pattern = kind === "facts" ? /facts\/engine/ : /bin\/postgres/;
  const found = childrenOf(server.pid).find(({ command }) => pattern.test(command));
  if (!found) throw new Error(`no ${kind} engine below ${server.pid}: ${JSON.stringify(childrenOf(server.pid))}`);
  return found.pid;
}

test.each(["facts", "state"] as const)(
  "SIGKILL to the %s engine during traffic loses and doubles nothing that was acknowledged",
  async (kind) => {
    const sent = traffic(server.url);
    await until("traffic flows", 20_000, async () => sent.acknowledged.size >= 50);
    const victim = engine(kind);
    process.kill(victim, "SIGKILL");
    const atKill = sent.acknowledged.size;
    await until("another engine runs", 30_000, async () => engine(kind) !== victim);
    await until("traffic flows on", 30_000, async () => sent.acknowledged.size >= atKill + 50);
    await sent.stop();
    await until("the server is ready again", 30_000, () => getJson(`${server.url}/readyz`));
    await expectAllOnce(server.url, sent.acknowledged);
  },
);

test("SIGKILL to the server during traffic loses and doubles nothing that was acknowledged", async () => {
  for (let round = 0; round < 3; round++) {
    const sent = traffic(server.url);
    await until("traffic flows", 20_000, async () => sent.acknowledged.size >= 40);
    await server.end("SIGKILL");
    await sent.stop();
    server = await startServer(folder.path);
    await expectAllOnce(server.url, sent.acknowledged);
  }
}, 120_000);

test("a second server on the same folder is refused with the reason", async () => {
  await expect(startServer(folder.path)).rejects.toThrow(new RegExp(`${folder.path}[^]*${server.pid}`));
});

test("what was stored is there after a restart in order", async () => {
  const { traceId, spanIds, body } = jsonTrace(5, Date.now());
  expect(await post(server.url, body)).toBe(200);
  await server.end("SIGTERM");
  server = await startServer(folder.path);
  const trace = await until("the trace is readable", 20_000, () =>
    getJson<TraceResponse>(`${server.url}/api/v1/traces/${traceId}`),
  );
  expect(trace.spans.map((span) => span.spanId).toSorted()).toEqual(spanIds.toSorted());
});
