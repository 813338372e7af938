import { TAG_ATTRIBUTES } from "@governor/contract";
import { expect, test } from "vitest";
import { emptyCatalog, endpointOf, ownerOf, policyOf, stepsOf } from "./catalog.ts";
import { parseCatalog } from "./load.ts";
import { DEFAULT_POLICY } from "./policy.ts";

const CATALOG = parseCatalog(
  `
version: 1
teams:
  search: { name: Search, contact: "#search" }
  graph: { contact: graph@example.com }
  platform:
services:
  cases-api: { owner: platform }
  other-api:
journeys:
  find:
    owner: search
    steps:
      results: { selector: { service: cases-api, method: GET, route: /search }, target: { p95: 1s } }
      graph: { owner: graph, selector: { service: cases-api, route: /graph }, target: { p95: 1s } }
  export:
    steps:
      write: { selector: { service: cases-api, span: export.write }, target: { p95: 1s } }
      read: { selector: { service: other-api, span: export.read }, target: { p95: 1s } }
`,
  "governor.yaml",
);

test.each([
  ["a step's owner before its journey's", { journey: "find", step: "graph" }, "graph", "step"],
  ["the journey's where the step has none", { journey: "find", step: "results" }, "search", "journey"],
  ["the journey's for a step that is not in it", { journey: "find", step: "gone" }, "search", "journey"],
  [
    "the owner of the step's service where the journey has none",
    { journey: "export", step: "write" },
    "platform",
    "service",
  ],
  ["a service's for a subject of no journey", { service: "cases-api", endpoint: "GET /x" }, "platform", "service"],
])("the owner is %s", (_title, subject, team, source) => {
  expect(ownerOf(CATALOG, subject)).toMatchObject({ team, source });
});

test("an owner comes with the contact of the team, empty where none is given", () => {
  expect(ownerOf(CATALOG, { journey: "find" })?.contact).toBe("#search");
  expect(ownerOf(CATALOG, { service: "cases-api" })?.contact).toBe("");
});

test("nobody is the owner where nobody is named", () => {
  expect(ownerOf(CATALOG, { journey: "export", step: "read" })).toBeNull();
  expect(ownerOf(CATALOG, { service: "unheard-of" })).toBeNull();
  expect(ownerOf(CATALOG, {})).toBeNull();
  expect(ownerOf(emptyCatalog(), { service: "cases-api" })).toBeNull();
});

test("steps keep the order of the file, each with its owner", () => {
  expect(stepsOf(CATALOG).map((step) => [step.journey, step.step, step.owner?.team ?? null])).toEqual([
    ["find", "results", "search"],
    ["find", "graph", "graph"],
    ["export", "write", "platform"],
    ["export", "read", null],
  ]);
});

test("an endpoint is method and route, the route alone, or the span's name", () => {
  expect(stepsOf(CATALOG).map((step) => endpointOf(step.selector))).toEqual([
    "GET /search",
    "/graph",
    "export.write",
    "export.read",
  ]);
});

test("the policy carries the catalog's version and tags, and the empty catalog's is the default's tags", () => {
  expect(policyOf(CATALOG)).toEqual({ version: CATALOG.version, tagAttributes: TAG_ATTRIBUTES });
  expect(policyOf(emptyCatalog()).tagAttributes).toEqual(DEFAULT_POLICY.tagAttributes);
});
