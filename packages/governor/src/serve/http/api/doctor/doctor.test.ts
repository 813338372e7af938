import { SPAN_KIND, type DoctorCheck } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyCatalog, type Catalog } from "../../../../catalog/catalog.ts";
import { parseCatalog } from "../../../../catalog/load.ts";
import { openTestFacts, seedSpans, type SeedSpan } from "../../../../judge/testing/seed.ts";
import { SYSTEM_SCOPE } from "../../../../store/scope.ts";
import { aliasCandidates, factChecks } from "./checks.ts";
import { ALIAS_CANDIDATES, OLD_NAMES } from "./names.ts";
import { readObserved, type Observed } from "./read.ts";

let facts: Awaited<ReturnType<typeof openTestFacts>>;
let observed: Observed;
const nowMs = Date.now();

const times = (count: number, span: (i: number) => Partial<SeedSpan>) =>
  Array.from({ length: count }, (_, i) => span(i));
const base = { startMs: nowMs - 3_000, durationMs: 5, env: "prod", release: "v1", tenant: "acme" };

beforeAll(async () => {
  facts = await openTestFacts();
  await seedSpans(facts, [
    // good calls good-peer, which continues the trace; its queries belong to its requests.
    ...times(30, (i) => ({ ...base, service: "good", trace: `g${i}`, span: `g${i}`, kind: SPAN_KIND.server })),
    ...times(30, (i) => ({
      ...base,
      service: "good",
      trace: `g${i}`,
      span: `gc${i}`,
      parent: `g${i}`,
      kind: SPAN_KIND.client,
      attributes: { "server.address": "good-peer.prod.svc" },
    })),
    ...times(30, (i) => ({
      ...base,
      service: "good-peer",
      trace: `g${i}`,
      span: `gp${i}`,
      parent: `gc${i}`,
      kind: SPAN_KIND.server,
    })),
    ...times(30, (i) => ({
      ...base,
      service: "good-peer",
      trace: `g${i}`,
      span: `gd${i}`,
      parent: `gp${i}`,
      kind: SPAN_KIND.client,
      query: "SELECT 1",
    })),
    // loses the context towards lost-peer, and its pool loses it too.
    ...times(30, (i) => ({
      ...base,
      service: "loses",
      trace: `l${i}`,
      span: `l${i}`,
      kind: SPAN_KIND.client,
      attributes: { "peer.service": "lost-peer" },
    })),
    ...times(30, (i) => ({ ...base, service: "lost-peer", trace: `m${i}`, span: `m${i}`, kind: SPAN_KIND.server })),
    ...times(30, (i) => ({
      ...base,
      service: "lost-peer",
      trace: `d${i}`,
      span: `d${i}`,
      kind: SPAN_KIND.client,
      query: "SELECT 2",
    })),
    // says little of itself, under old names, and of a tenant by another name
    ...times(40, (i) => ({
      ...base,
      service: "old",
      trace: `o${i}`,
      env: "",
      release: "",
      tenant: "",
      attributes: { "http.method": "GET", ...(i < 10 ? { "gen_ai.system": "x" } : {}), "tenant.id": "acme" },
    })),
    ...times(30, (i) => ({ ...base, service: "ahead", trace: `a${i}`, startMs: nowMs + 3_600_000 })),
  ]);
  observed = await read(["good", "good-peer"]);
}, 60_000);

afterAll(() => facts.remove());

test("a healthy pair of services is told nothing", () => {
  const told = factChecks(observed, emptyCatalog()).filter(({ level }) => level !== "ok");
  expect(told.filter(({ title }) => title.startsWith("good"))).toEqual([]);
});

test("a call that the peer's spans do not continue is missing propagation, told on both sides", () => {
  expect(of("facts.propagation", "loses")).toMatchObject({
    level: "warn",
    cause: expect.stringContaining("30 of 30 calls to lost-peer") as unknown,
  });
  expect(of("facts.propagation", "lost-peer")?.cause).toContain("all of its 30 requests begin a trace of their own");
});

test("queries without a parent, in a service with requests, are a context that the pool lost", () => {
  expect(of("facts.database-context", "lost-peer")?.cause).toContain("100 % of its queries belong to no request");
  expect(of("facts.database-context", "good-peer")).toBeUndefined();
});

test("old names are told by service, with their share and what they are called now", () => {
  const cause = of("facts.old-names", "old")?.cause ?? "";
  expect(cause).toContain("http.method (now http.request.method) on 100 %");
  expect(cause).toContain("gen_ai.system (now gen_ai.provider.name) on 25 %");
});

test("what spans do not say is told, and the attribute that says it is proposed as an alias", () => {
  const causes = found("facts.tags", "old").map(({ cause }) => cause);
  expect(causes).toEqual(["release", "env", "tenant"].map((tag) => `100 % of its spans have no ${tag}.`));
  expect(aliasCandidates(observed, emptyCatalog())).toEqual([{ tag: "tenant", attribute: "tenant.id", spans: 40 }]);
  const aliased = parseCatalog("version: 1\ntags: { tenant: [tenant.id] }\n", "f");
  expect(aliasCandidates(observed, aliased)).toEqual([]);
});

test("a clock that is ahead is told by how much", () => {
  expect(of("facts.clock", "ahead")?.cause).toMatch(/end 3\d{3}\.\d s after they were received: its clock is ahead/);
});

test("a step whose selector finds nothing is told, and one that does is not", async () => {
  const step = (route: string) => `{ selector: { service: good, route: ${route} }, target: { p95: 1s } }`;
  const catalog = parseCatalog(
    `version: 1\nservices: { good: }\njourneys:\n  j:\n    steps:\n      a: ${step("/search")}\n      b: ${step("/typo")}\n`,
    "f",
  );
  const steps = factChecks(observed, catalog).filter(({ id }) => id === "catalog.steps");
  expect(steps).toMatchObject([
    { level: "warn", title: "j/b", cause: "good has sent no span like /typo in the last day." },
  ]);
});

test("no span at all is a failure, and the only thing to say", async () => {
  const nothing = { services: [], attributes: [], calls: [], endpoints: [] };
  expect(factChecks(nothing, emptyCatalog())).toMatchObject([{ id: "facts.no-spans", level: "fail" }]);
});

test("a reader limited to a tenant is told of its spans only", async () => {
  const limited = await readObserved(
    facts,
    { nowMs: Date.now(), names: [], stepServices: [] },
    { ...SYSTEM_SCOPE, actor: "key:x", tenants: ["nobody"] },
  );
  expect(limited.services).toEqual([]);
});

function read(stepServices: string[]): Promise<Observed> {
  const names = [...OLD_NAMES.keys(), ...Object.values(ALIAS_CANDIDATES).flat()];
  // The calls of the last minute are not looked at, and these were received just now.
  return readObserved(facts, { nowMs: Date.now() + 120_000, names, stepServices }, SYSTEM_SCOPE);
}

function found(id: string, service: string, catalog: Catalog = emptyCatalog()): DoctorCheck[] {
  return factChecks(observed, catalog).filter((check) => check.id === id && check.title === service);
}

function of(id: string, service: string): DoctorCheck | undefined {
  return found(id, service)[0];
}
