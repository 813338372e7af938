import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { run } from "./main.ts";

let stdout = "";
let stderr = "";
let server: Server | null = null;

beforeEach(() => {
  stdout = "";
  stderr = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true));
  vi.stubEnv("GITHUB_ACTIONS", "");
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  server?.close();
  server = null;
});

async function exitOf(...words: string[]): Promise<number> {
  const target: { argv: string[]; exitCode?: NodeJS.Process["exitCode"] } = { argv: ["node", "governor", ...words] };
  await run(target);
  return Number(target.exitCode);
}

/** A server that answers every request alike; resolves to its address. */
async function answering(status: number, body: unknown): Promise<string> {
  server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ["pass", 0],
  ["breach", 1],
  ["not-enough-data", 3],
])("a gate whose outcome is %s exits %i", async (outcome, exit) => {
  const url = await answering(200, {
    schemaVersion: 1,
    release: "v2",
    env: "",
    fromMs: 0,
    toMs: 1,
    outcome,
    verdicts: [],
  });
  expect(await exitOf("gate", "--release", "v2", "--url", url)).toBe(exit);
});

test("--json puts the answer on stdout and nothing else", async () => {
  const url = await answering(200, { schemaVersion: 1, findings: [] });
  expect(await exitOf("findings", "--json", "--url", url)).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, findings: [] });
});

test("a mistyped flag is refused with exit 2, not ignored", async () => {
  expect(await exitOf("gate", "--release", "v2", "--enviroment", "prod")).toBe(2);
  expect(stderr).toContain("--enviroment is not an option");
});

test("a missing argument, an unknown command and a word too many are usage errors with the way to help", async () => {
  expect(await exitOf("gate")).toBe(2);
  expect(await exitOf("gaet")).toBe(2);
  expect(await exitOf("findings", "now")).toBe(2);
  expect(stderr.match(/--help/g)).toHaveLength(3);
});

test("no server exits 5 and says how to start one; a refusal for want of a key exits 4", async () => {
  expect(await exitOf("findings", "--url", "http://127.0.0.1:1")).toBe(5);
  expect(stderr).toContain("governor up");
  const error = { code: "auth.required", message: "This address asks for a key.", remedy: "Send one." };
  expect(await exitOf("findings", "--url", await answering(401, { schemaVersion: 1, error }))).toBe(4);
});

test("something else that answers on the port is told apart from Governor", async () => {
  expect(await exitOf("findings", "--url", await answering(404, { nothing: true }))).toBe(5);
  expect(stderr).toContain("is no Governor");
});

test("help of a command is on stdout and exits 0", async () => {
  vi.spyOn(console, "log").mockImplementation((text) => void (stdout += String(text)));
  expect(await exitOf("keys", "create", "--help")).toBe(0);
  expect(stdout).toContain("--role");
});
