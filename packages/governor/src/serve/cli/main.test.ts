import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
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
    notJudged: [],
  });
  expect(await exitOf("gate", "--release", "v2", "--url", url)).toBe(exit);
});

test("a name out of telemetry cannot steer the terminal, and under --json it is whole", async () => {
  const name = "\u001b[2JGET /a\u009b31m\u202e\n\u0007";
  const url = await answering(200, { schemaVersion: 1, endpoints: [{ ...ENDPOINT, endpoint: name }] });
  expect(await exitOf("offenders", "endpoints", "--url", url)).toBe(0);
  expect(stdout).toContain("\ufffd[2JGET /a\ufffd31m\ufffd \ufffd");
  stdout = "";
  await exitOf("offenders", "endpoints", "--json", "--url", url);
  expect(JSON.parse(stdout).endpoints[0].endpoint).toBe(name);
});

test("under GitHub Actions the gate's report is fenced, so that no name in it is a command", async () => {
  vi.stubEnv("GITHUB_ACTIONS", "true");
  const gate = {
    schemaVersion: 1,
    release: "v2",
    env: "",
    fromMs: 0,
    toMs: 1,
    outcome: "pass",
    verdicts: [],
    notJudged: [],
  };
  const url = await answering(200, gate);
  await exitOf("gate", "--release", "v2", "--url", url);
  const lines = stdout.trimEnd().split("\n");
  const token = lines[0]?.replace("::stop-commands::", "");
  expect(lines[0]).toMatch(/^::stop-commands::[0-9a-f-]{36}$/);
  expect(lines.at(-1)).toBe(`::${token}::`);
});

const ENDPOINT = {
  service: "cases-api",
  timeShare: 1,
  calls: 1,
  p50Ms: 1,
  p95Ms: 1,
  p99Ms: 1,
  errorRate: 0,
  change: null,
  owner: null,
};

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

test("an unknown command points at the help there is, in plain text where nobody sees colours", async () => {
  expect(await exitOf("bogus")).toBe(2);
  expect(stderr).toContain("`governor --help`");
  expect(stderr).not.toContain("\u001b");
});

test("an address without http:// is refused by the name of where it was given", async () => {
  vi.stubEnv("GOVERNOR_URL", "localhost:4500");
  expect(await exitOf("findings")).toBe(2);
  expect(stderr).toContain("GOVERNOR_URL");
  expect(stderr).toContain("http://127.0.0.1:4318");
});

test("something else that answers on the port is told apart from Governor", async () => {
  expect(await exitOf("findings", "--url", await answering(404, { nothing: true }))).toBe(5);
  expect(stderr).toContain("is no Governor");
});

test("help of a command is on stdout and exits 0", async () => {
  expect(await exitOf("keys", "create", "--help")).toBe(0);
  expect(stdout).toContain("--role");
});

test("whoever reads no further, as head does, ends the output and is told of no error", async () => {
  const reader = new PassThrough();
  await run({ argv: ["node", "governor", "--version"], stdout: reader });
  expect(() => reader.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }))).not.toThrow();
  expect(() => reader.emit("error", Object.assign(new Error("no space"), { code: "ENOSPC" }))).toThrow("no space");
});
