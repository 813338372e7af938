import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DoctorResponse } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fleet, FLEET_MS, otlpOf } from "./system/fleet.ts";
import { governor, startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { post } from "./system/spans.ts";
import { getJson, until } from "./system/wait.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
/** The variables of whoever runs the tests are not what is tested. */
const BARE = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => name.startsWith("OTEL_"))
    .map((name) => [name, ""]),
);

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(join(folder.path, "data"));
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

test("a server that was sent nothing is a failure with the variables to set", async () => {
  const told = await doctor();
  expect(told.code).toBe(1);
  expect(told.stdout).toMatch(/fail {2}spans arrive: .*\n +→ Set OTEL_EXPORTER_OTLP_ENDPOINT/);
  expect(told.stdout).toMatch(/ok {4}the server answers/);
  expect(told.stdout).toMatch(/ok {4}the key: local, role owner/);
});

test("no server is a failure that says how to start one", async () => {
  const told = await governor(["doctor", "--url", "http://127.0.0.1:1"], BARE);
  expect(told.code).toBe(1);
  expect(told.stdout).toContain("governor up");
});

test("an endpoint in the environment is tried: a right one is well, a wrong one is told", async () => {
  const right = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, OTEL_SERVICE_NAME: "a" });
  expect(right.stdout).toContain(`${server.url}/v1/traces takes spans`);
  const wrong = await doctor({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${server.url}/v1/trace`, OTEL_SERVICE_NAME: "a" });
  expect(wrong.stdout).toContain("does not end in /v1/traces");
  expect(wrong.stdout).toContain(`${server.url}/v1/trace answers 404`);
});

test("with spans that arrive nothing fails, and --json holds every check", async () => {
  const fromMs = Math.floor(Date.now() / 1000) * 1000 - FLEET_MS - 60_000;
  expect(await post(server.url, otlpOf(fleet(fromMs)))).toBe(200);
  await until("the spans are seen", 20_000, async () => {
    const { checks } = await getJson<DoctorResponse>(`${server.url}/api/v1/doctor`);
    return checks.some(({ id }) => id === "facts.spans");
  });
  const told = await governor(["doctor", "--url", server.url, "--json"], BARE);
  expect(told.code).toBe(0);
  const { checks } = JSON.parse(told.stdout) as DoctorResponse;
  expect(checks.filter(({ level }) => level === "fail")).toEqual([]);
  expect(new Set(checks.map(({ id }) => id)).size).toBeGreaterThan(10);
});

test("what browsers of another origin may do is told", async () => {
  const told = await governor(["doctor", "--url", server.url, "--origin", "https://app.example.com", "--json"], BARE);
  const { checks } = JSON.parse(told.stdout) as DoctorResponse;
  expect(checks.find(({ id }) => id === "server.cors")).toMatchObject({ title: "browsers of other origins" });
});

test("init proposes a catalog that passes the check, and does not write over one", async () => {
  const file = join(folder.path, "governor.yaml");
  const proposed = await governor(["init", "--url", server.url]);
  expect(proposed).toMatchObject({ code: 0 });
  expect(proposed.stdout).toContain("route: /orders/:id");
  expect(proposed.stderr).toContain("governor doctor");
  expect(await governor(["init", "--url", server.url, "--write", "--file", file])).toMatchObject({
    code: 0,
    stdout: "",
  });
  expect(await readFile(file, "utf8")).toBe(proposed.stdout);
  expect(await governor(["catalog", "check", file])).toMatchObject({ code: 0 });
  const again = await governor(["init", "--url", server.url, "--write", "--file", file]);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("--force");
  expect(await governor(["init", "--url", server.url, "--write", "--force", "--file", file])).toMatchObject({
    code: 0,
  });
});

test("import reads several files and prints a catalog that passes the check", async () => {
  const dir = join(folder.path, "backstage");
  await mkdir(dir);
  const one = join(dir, "one.yaml");
  const two = join(dir, "two.yaml");
  await writeFile(one, "kind: Component\nmetadata: { name: a }\nspec: { owner: team-x }\n");
  await writeFile(two, "kind: Group\nmetadata: { name: team-x }\n---\nkind: Template\nmetadata: { name: t }\n");
  const imported = await governor(["catalog", "import", "--from", "backstage", one, two]);
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.stdout).toContain("# not carried over: 1 × kind Template");
  const file = join(dir, "governor.yaml");
  await writeFile(file, imported.stdout);
  expect(await governor(["catalog", "check", file])).toMatchObject({ code: 0 });
  expect(await governor(["catalog", "import", "--from", "excel", one])).toMatchObject({ code: 2 });
  const owners = join(dir, "CODEOWNERS");
  await writeFile(owners, "* @a/all\n/api/ @a/api\n");
  const services = ["--service", "web,api=api"];
  const fromOwners = await governor(["catalog", "import", "--from", "codeowners", owners, ...services]);
  expect(fromOwners.stdout).toMatch(/web:\n +owner: all\n +api:\n +owner: api/);
});

function doctor(env: NodeJS.ProcessEnv = {}): ReturnType<typeof governor> {
  return governor(["doctor", "--url", server.url], { ...BARE, ...env });
}
