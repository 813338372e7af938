import { describe, expect, test } from "vitest";
import { ownerOf, stepsOf } from "./catalog.ts";
import { parseCatalog } from "./load.ts";
import { mergeCatalog, type MergedCatalog } from "./merge.ts";

const PEOPLE = `version: 1
teams:
  search: { contact: "#search" }
  graph: { contact: "#graph" }
`;

const CASES = `version: 1
services:
  cases-api: { owner: search }
tags:
  tenant: [tenant.id]
journeys:
  case-search:
    owner: search
    steps:
      search:
        selector: { service: cases-api, method: GET, route: /search }
        target: { p95: 600ms }
`;

describe("parts as one catalog", () => {
  test("have together what each defines, and remember which part that was", () => {
    const merged = merge({ people: PEOPLE, cases: CASES });
    expect(problemsOf(merged)).toEqual([]);
    expect([...merged.catalog.teams.keys()]).toEqual(["search", "graph"]);
    expect(merged.origins.teams.get("search")).toEqual(["people"]);
    expect(merged.origins.journeys.get("case-search")).toEqual(["cases"]);
    expect(merged.sizes.get("people")).toEqual({ teams: 2, services: 0, journeys: 0 });
  });

  test("may refer to each other: a service's owner is a team of another part", () => {
    const { catalog } = merge({ people: PEOPLE, cases: CASES });
    expect(ownerOf(catalog, { service: "cases-api" })).toMatchObject({ team: "search", contact: "#search" });
    expect(stepsOf(catalog)[0]).toMatchObject({ journey: "case-search", step: "search", targetMs: 600 });
  });

  test("in another order are the same but for the order", () => {
    const one = merge({ people: PEOPLE, cases: CASES });
    const other = merge({ cases: CASES, people: PEOPLE });
    expect(problemsOf(other)).toEqual([]);
    expect([...other.catalog.services]).toEqual([...one.catalog.services]);
  });

  test("a reference that no part resolves is a problem of the part that makes it", () => {
    const merged = merge({ cases: CASES });
    expect(problemsOf(merged)).toEqual(["cases 3:23 unknown-team", "cases 8:12 unknown-team"]);
    expect(ownerOf(merged.catalog, { service: "cases-api" })).toMatchObject({ team: "search", contact: "" });
  });
});

describe("one thing in two parts", () => {
  test("that is the same in both is fine, whatever its layout, and both are named", () => {
    const merged = merge({ people: PEOPLE, again: 'version: 1\nteams:\n  search:\n    contact: "#search"\n' });
    expect(problemsOf(merged)).toEqual([]);
    expect(merged.origins.teams.get("search")).toEqual(["people", "again"]);
  });

  test("that differs is a conflict which names both places, and the earlier stands", () => {
    const merged = merge({ people: PEOPLE, other: 'version: 1\nteams:\n  a:\n  graph: { contact: "#other" }\n' });
    expect(merged.catalog.teams.get("graph")?.contact).toBe("#graph");
    expect(merged.catalog.teams.has("a")).toBe(true);
    expect(merged.conflicts).toEqual([
      {
        noun: "team",
        id: "graph",
        definitions: [
          { part: "people", file: "people.yaml", line: 4 },
          { part: "other", file: "other.yaml", line: 4 },
        ],
      },
    ]);
    const [problem] = merged.problems.get("other") ?? [];
    expect(problem).toMatchObject({ line: 4, column: 3, rule: "conflict", at: "teams.graph" });
    expect(problem?.message).toContain("people.yaml:4");
    expect(merged.problems.get("people")).toEqual([]);
  });

  test("three that differ are one conflict of three places", () => {
    const team = (contact: string) => `version: 1\nteams:\n  a: { contact: ${contact} }\n`;
    const [conflict] = merge({ one: team("x"), two: team("y"), three: team("z") }).conflicts;
    expect(conflict?.definitions.map(({ part }) => part)).toEqual(["one", "two", "three"]);
  });
});

describe("aliases of tags", () => {
  test("add up, and the same alias twice is one", () => {
    const merged = merge({
      cases: CASES,
      other: "version: 1\ntags: { tenant: [tenant.id, org.id] }\n",
      people: PEOPLE,
    });
    expect(problemsOf(merged)).toEqual([]);
    expect(merged.catalog.tagAttributes.tenant).toEqual(["governor.tenant", "tenant.id", "org.id"]);
  });

  test("one alias that two parts give to two tags is a conflict", () => {
    const merged = merge({ cases: CASES, people: `${PEOPLE}tags: { domain: [tenant.id] }\n` });
    expect(problemsOf(merged)).toEqual(["people 5:18 conflict"]);
    expect(merged.catalog.tagAttributes.domain).toEqual(["governor.domain"]);
    expect(merged.conflicts[0]).toMatchObject({ noun: "tag", id: "tenant.id" });
  });
});

describe("a broken part", () => {
  test("defines nothing, says where it is broken, and leaves the others whole", () => {
    const merged = merge({ people: PEOPLE, broken: "version: 1\nservices:\n  b: { ownr: search }\n" });
    expect(problemsOf(merged)).toEqual(["broken 3:8 unknown-key"]);
    expect(merged.catalog.services.size).toBe(0);
    expect(merged.catalog.teams.size).toBe(2);
  });

  test("still lends its names, so that one mistake is not told twice", () => {
    const merged = merge({ people: PEOPLE.replace("contact", "contct"), cases: CASES });
    expect(problemsOf(merged)).toEqual(["people 3:13 unknown-key"]);
  });
});

test("the same intent has the same version, in one part or in two", () => {
  const whole = merge({ whole: PEOPLE + CASES.slice("version: 1\n".length) });
  expect(merge({ people: PEOPLE, cases: CASES }).catalog.version).toBe(whole.catalog.version);
  expect(merge({ people: PEOPLE }).catalog.version).toBe(parseCatalog(PEOPLE, "people.yaml").version);
});

test("parts together have the limits of one file", () => {
  const services = (name: string, count: number) =>
    `version: 1\nservices:\n${Array.from({ length: count }, (_, i) => `  ${name}${i}:\n`).join("")}`;
  expect(problemsOf(merge({ one: services("a", 2_500), two: services("b", 2_500) }))).toEqual([]);
  expect(problemsOf(merge({ one: services("a", 2_500), two: services("b", 2_501) }))).toEqual(["two 2:1 limit"]);
});

function merge(texts: Record<string, string>): MergedCatalog {
  return mergeCatalog(Object.entries(texts).map(([name, text]) => ({ name, file: `${name}.yaml`, text })));
}

function problemsOf(merged: MergedCatalog): string[] {
  return [...merged.problems].flatMap(([part, problems]) =>
    problems.map(({ line, column, rule }) => `${part} ${line}:${column} ${rule}`),
  );
}
