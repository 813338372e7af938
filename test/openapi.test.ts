import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, temporaryFolder, type ServerProcess } from "./system/server.ts";
import { getJson } from "./system/wait.ts";

interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: object }[];
  requestBody?: { content: Record<string, { schema?: object }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema?: Record<string, unknown> }> }>;
}

interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>>; securitySchemes: Record<string, object> };
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let api: OpenApi;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(folder.path);
  api = await getJson<OpenApi>(`${server.url}/openapi.json`);
});

afterAll(async () => {
  await server.end("SIGTERM");
  await folder.remove();
});

const TAG_FILTERS = ["service", "env", "tenant", "feature", "domain", "journey", "step", "release", "team"];

test("the document is OpenAPI 3.1 of this version of the product", async () => {
  const { version } = await getJson<{ version: string }>(`${server.url}/api/v1/status`);
  expect(api.openapi).toMatch(/^3\.1\./);
  expect(api.info).toMatchObject({ title: "Governor", version });
});

test.each([
  ["post", "/v1/traces"],
  ["post", "/v1/events"],
  ["get", "/healthz"],
  ["get", "/readyz"],
  ["get", "/metrics"],
  ["get", "/api/v1/status"],
  ["get", "/api/v1/values"],
  ["get", "/api/v1/journeys"],
  ["get", "/api/v1/offenders/endpoints"],
  ["get", "/api/v1/traces"],
  ["get", "/api/v1/traces/{traceId}"],
  ["get", "/api/v1/findings"],
  ["get", "/api/v1/findings/{id}"],
  ["post", "/api/v1/findings/{id}/acknowledge"],
  ["get", "/api/v1/releases"],
  ["get", "/api/v1/gate"],
  ["get", "/api/v1/keys"],
  ["post", "/api/v1/keys"],
  ["delete", "/api/v1/keys/{id}"],
])("%s %s is in it, with the shape of its answer", (method, path) => {
  const operation = api.paths[path]?.[method];
  expect(operation, Object.keys(api.paths).join(" ")).toBeDefined();
  const [status, answer] = Object.entries(operation?.responses ?? {}).find(([code]) => code.startsWith("2")) ?? [];
  expect(status).toBeDefined();
  const schemas = Object.values(answer?.content ?? {}).map(({ schema }) => schema);
  expect(schemas.length).toBeGreaterThan(0);
  for (const schema of schemas) expect(Object.keys(schema ?? {}).length).toBeGreaterThan(0);
});

test.each(["journeys", "offenders/endpoints", "traces", "findings", "releases"])(
  "/api/v1/%s takes from, to and every tag, each with a description",
  (route) => {
    const parameters = api.paths[`/api/v1/${route}`]?.["get"]?.parameters ?? [];
    expect(parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(["from", "to", ...TAG_FILTERS]));
    for (const parameter of parameters) {
      expect(parameter).toMatchObject({ in: "query", required: false });
      expect(parameter.description, parameter.name).toMatch(/\w/);
    }
  },
);

test("every route says what it does, what it takes in its path, and how it refuses", () => {
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toMatch(/\w/);
      expect(operation.tags, name).toHaveLength(1);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      expect(described.map((parameter) => parameter.name).toSorted(), name).toEqual(inPath.toSorted());
      expect(
        described.every(({ required }) => required === true),
        name,
      ).toBe(true);
      if (!path.startsWith("/api/")) continue;
      const refusal = operation.responses["4XX"]?.content?.["application/json"]?.schema;
      expect(refusal, name).toEqual({ $ref: "#/components/schemas/Error" });
    }
  }
});

test("every reference leads somewhere, and nothing is described that nothing refers to", () => {
  const names = [...referencesIn(api)].map((reference) => reference.replace("#/components/schemas/", ""));
  expect([...new Set(names)].toSorted()).toEqual(Object.keys(api.components.schemas).toSorted());
});

test("no shape is described twice", () => {
  const { schemas } = api.components;
  const texts = Object.values(schemas).map((schema) => JSON.stringify(schema));
  expect(new Set(texts).size).toBe(texts.length);
  for (const name of Object.keys(schemas)) expect(name).not.toMatch(/Input$/);
  expect(schemas["Owner"]).toMatchObject({ type: "object", required: ["team", "contact", "source"] });
});

test("an answer may gain fields, and a request may not hold unknown ones", () => {
  expect(JSON.stringify(api.components.schemas["Verdict"])).toContain('"summary"');
  expect(JSON.stringify(api.components.schemas)).not.toContain('"additionalProperties":false');
  const body = api.paths["/api/v1/keys"]?.["post"]?.requestBody?.content["application/json"]?.schema;
  expect(body).toMatchObject({ additionalProperties: false, required: ["name", "role"] });
});

test("an answer is as it is described", async () => {
  const routes = ["status", "journeys", "offenders/endpoints", "traces", "findings", "releases", "keys", "values"];
  for (const route of routes) {
    const schema = api.paths[`/api/v1/${route}`]?.["get"]?.responses["200"]?.content?.["application/json"]?.schema;
    const answer = await getJson<Record<string, unknown>>(
      `${server.url}/api/v1/${route}${route === "values" ? "?tag=service" : ""}`,
    );
    expect(Object.keys(answer).toSorted(), route).toEqual(((schema?.["required"] ?? []) as string[]).toSorted());
  }
});

function* referencesIn(part: unknown): Generator<string> {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "$ref" && typeof value === "string") yield value;
    else yield* referencesIn(value);
  }
}
