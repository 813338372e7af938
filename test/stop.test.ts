import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { childrenOf, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { jsonTrace } from "./system/spans.ts";
import { expectAllOnce, traffic } from "./system/traffic.ts";
import { until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

beforeAll(async () => {
  folder = await temporaryFolder();
});

beforeEach(async () => {
  server = await startServer(folder.path);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") console.error(server.log());
  await server.end("SIGKILL");
});

afterAll(() => folder.remove());

/** A request for spans of which the last byte is still missing; `finish` sends it, and `then` behind it on the same connection. */
async function openRequest(body: string): Promise<{ socket: Socket; text: () => string; finish(then: string): void }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await once(socket, "connect");
  let text = "";
  socket.on("data", (piece: Buffer) => (text += piece.toString()));
  const head = `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  socket.write(`${head}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, -1)}`);
  // Its answer to the expectation says that the request is under way.
  await until("the request is under way", 10_000, async () => text.includes("100 Continue"));
  return { socket, text: () => text, finish: (then) => void socket.write(body.slice(-1) + then) };
}

/** Until a new connection is refused. */
async function listenerClosed(): Promise<void> {
  await until("no more connections are taken", 20_000, () =>
    fetch(`${server.url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
}

test("SIGTERM under load ends with exit code 0, answers what is under way, and keeps what it acknowledged", async () => {
  const sent = traffic(server.url);
  await until("traffic flows", 20_000, async () => sent.acknowledged.size >= 50);
  const late = jsonTrace(3, Date.now());
  const request = await openRequest(late.body);

  const ended = server.end("SIGTERM");
  await listenerClosed();
  request.finish("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until("both are answered", 10_000, async () => request.text().includes("stopping"));
  const [, , spans = "", readiness = ""] = request.text().split("HTTP/1.1 ");
  expect(spans).toMatch(/^200 /);
  expect(readiness).toMatch(/^503 [^]*"ready":false[^]*The server is stopping/);
  sent.acknowledged.set(late.traceId, late.spanIds);

  expect(await ended, server.log()).toBe(0);
  await sent.stop();
  expect(server.log()).not.toMatch(/stop\.(?:late|failed|held)/);

  server = await startServer(folder.path);
  await expectAllOnce(server.url, sent.acknowledged);
}, 120_000);

test("SIGTERM leaves no engine behind", async () => {
  const engines = childrenOf(server.pid).map(({ pid }) => pid);
  expect(engines.length).toBeGreaterThanOrEqual(2);
  expect(await server.end("SIGTERM"), server.log()).toBe(0);
  expect(engines.filter(isAlive)).toEqual([]);
});

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)("a second %s ends at once with %d, and the next start finds its folder", async (signal, code) => {
  const { body } = jsonTrace(1, Date.now());
  const request = await openRequest(body);
  process.kill(server.pid, signal);
  await listenerClosed();
  const beganMs = performance.now();
  expect(await server.end(signal)).toBe(code);
  expect(performance.now() - beganMs).toBeLessThan(5_000);
  request.socket.destroy();
  server = await startServer(folder.path);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
