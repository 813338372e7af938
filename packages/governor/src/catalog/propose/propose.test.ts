import { expect, test } from "vitest";
import { stepsOf } from "../catalog.ts";
import { parseCatalog } from "../load.ts";
import { proposeCatalog, withHeadroom } from "./propose.ts";

const endpoint = (route: string, calls: number, more: object = {}) => ({
  service: "Cases API",
  endpoint: `GET ${route}`,
  method: "GET",
  route,
  kind: 2,
  calls,
  p95Ms: 412.34,
  ...more,
});

test("the proposal is a catalog: services, the busiest requests as steps with headroom, and aliases", () => {
  const text = proposeCatalog({
    services: ["Cases API", "worker"],
    endpoints: [
      endpoint("/a", 10),
      endpoint("/b/:id", 400),
      endpoint("/c", 200, { p95Ms: 100 }),
      endpoint("/c", 100),
      endpoint("/d", 200),
      endpoint("/inner", 9_999, { kind: 1 }),
      endpoint("", 9_999),
    ],
    aliases: [{ tag: "tenant", attribute: "tenant.id", spans: 7 }],
  });
  const catalog = parseCatalog(text, "governor.yaml");
  expect([...catalog.services.keys()]).toEqual(["Cases API", "worker"]);
  expect(stepsOf(catalog).map(({ journey, endpoint: what, targetMs }) => [journey, what, targetMs])).toEqual([
    ["cases-api", "GET /b/:id", 550],
    ["cases-api", "GET /c", 550],
    ["cases-api", "GET /d", 550],
  ]);
  expect(catalog.tagAttributes.tenant).toContain("tenant.id");
  expect(text).toContain("# today p95 412.3ms, n = 400");
  expect(text).toContain("# owner: <team>");
});

test("nothing seen is a catalog too, and names that cannot be ids are made ones", () => {
  expect(parseCatalog(proposeCatalog({ services: [], endpoints: [], aliases: [] }), "f").services.size).toBe(0);
  const odd = ["42", "日本", "a b", "a-b"];
  const endpoints = odd.flatMap((service) => [
    endpoint("/", 1, { service, method: "_OTHER" }),
    endpoint("/x/{id}", 2, { service }),
  ]);
  const catalog = parseCatalog(proposeCatalog({ services: odd, endpoints, aliases: [] }), "f");
  expect([...catalog.journeys.keys()].length).toBe(4);
  expect(stepsOf(catalog)).toHaveLength(8);
});

test.each([
  [0.2, 1],
  [10, 13],
  [100, 130],
  [412, 550],
  [4_000, 5_000],
  [9e9, 3_600_000],
])("a p95 of %d ms gets a target of %d ms", (p95Ms, targetMs) => {
  expect(withHeadroom(p95Ms)).toBe(targetMs);
});
