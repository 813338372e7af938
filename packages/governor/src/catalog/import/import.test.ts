import { expect, test } from "vitest";
import { parseCatalog } from "../load.ts";
import { backstageFragment } from "./backstage.ts";
import { codeownersFragment } from "./codeowners.ts";
import { fragmentYaml } from "./fragment.ts";
import { opensloFragment } from "./openslo.ts";

const BACKSTAGE = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cases-api
  annotations:
    backstage.io/source-location: url:https://github.com/example/cases/tree/main/
spec: { type: service, lifecycle: production, owner: group:default/core-search, system: cases }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: portal, annotations: { github.com/project-slug: example/portal } }
spec: { type: website, lifecycle: production, owner: user:ada }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: core-search }
spec: { type: team, profile: { displayName: Core Search, email: search@example.com }, children: [], members: [grace] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: alan }
spec: { memberOf: [core-search] }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: cases }
spec: { owner: core-search, domain: investigations }
---
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: all }
spec: { targets: [./a.yaml] }
`;

test("Backstage: components are services, groups are teams with their members, the rest is told", () => {
  const fragment = backstageFragment([BACKSTAGE]);
  const yaml = fragmentYaml(fragment, "catalog-info.yaml");
  const catalog = parseCatalog(yaml, "imported");
  expect(catalog.teams.get("core-search")).toEqual({
    id: "core-search",
    name: "Core Search",
    contact: "search@example.com",
    members: ["grace", "alan"],
  });
  expect(catalog.services.get("cases-api")).toMatchObject({
    owner: "core-search",
    kind: "service",
    repositoryUrl: "https://github.com/example/cases",
  });
  expect(catalog.services.get("portal")).toMatchObject({
    owner: null,
    repositoryUrl: "https://github.com/example/portal",
  });
  expect(yaml).toContain("# portal is owned by user ada, who is no team");
  expect(yaml).toContain("system cases, domain investigations");
  expect(fragment.ignored).toEqual(new Map([["kind Location", 1]]));
});

test("Backstage: a broken document is counted, and the others are read", () => {
  const fragment = backstageFragment([
    `kind: Component\nmetadata: {name: a}\n---\nkind: [\n---\nkind: Group\nmetadata: {name: b}\n`,
  ]);
  expect([[...fragment.services.keys()], [...fragment.teams.keys()]]).toEqual([["a"], ["b"]]);
  expect([...fragment.ignored.values()]).toEqual([1]);
});

const OWNERS = `# the default
*                 @example/platform
/services/cases/  @example/Core_Search @ada  # and a comment
*.js              @example/web
docs/*            @example/writers
/services/free
apps/**/api       @example/apis
!x                @example/nobody
/people/          @ada docs@example.com
`;

test.each([
  ["services/cases", "core_search"],
  ["services/cases/deep/below", "core_search"],
  ["./services/cases/", "core_search"],
  ["other/services/cases", "platform"],
  ["", "platform"],
  ["docs", "writers"],
  ["docs/deep", "platform"],
  ["apps/one/two/api", "apis"],
  ["apps/one/two/api/src", "apis"],
  ["services/free", null],
  ["people/x", null],
])("CODEOWNERS: the folder %j is owned by %j, the last line that matches", (path, owner) => {
  const fragment = codeownersFragment(OWNERS, [{ service: "s", path }]);
  expect(parseCatalog(fragmentYaml(fragment, "CODEOWNERS"), "f").services.get("s")?.owner).toBe(owner);
  expect(fragment.remarks.length).toBe(owner === null ? 1 : 0);
  expect([...fragment.ignored.values()]).toEqual([1]);
});

test("CODEOWNERS: of two teams the first owns, and the other is told", () => {
  const { services, remarks } = codeownersFragment("* @a/one @a/two\n", [{ service: "s", path: "" }]);
  expect(services.get("s")).toEqual({ owner: "one" });
  expect(remarks).toEqual(["s: also owned by two; a service has one owner."]);
});

const slo = (name: string, indicator: string, objective: string) => `---
apiVersion: openslo/v1
kind: SLO
metadata: { name: ${name}, displayName: Case search is fast }
spec:
  service: cases-api
  indicator: ${indicator}
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [${objective}]
`;
const metric = (query: string) => `{ metricSource: { type: Prometheus, spec: { query: '${query}' } } }`;
const threshold = (query: string) => `{ metadata: { name: i }, spec: { thresholdMetric: ${metric(query)} } }`;

test("OpenSLO: a latency objective for 95 % with its route and unit is a step", () => {
  const service =
    "apiVersion: openslo/v1\nkind: Service\nmetadata: { name: cases-api, labels: { team: Core Search } }\n";
  const query = 'http_server_duration_milliseconds{http_route="/api/search",http_request_method="GET"}';
  const fragment = opensloFragment([
    service + slo("search", threshold(query), "{ op: lte, value: 600, target: 0.95 }"),
  ]);
  const catalog = parseCatalog(fragmentYaml(fragment, "slo.yaml"), "f");
  expect(catalog.services.get("cases-api")?.owner).toBe("core-search");
  const step = catalog.journeys.get("search")?.steps.get("p95");
  expect(step).toMatchObject({
    selector: { service: "cases-api", method: "GET", route: "/api/search" },
    target: { p95Ms: 600 },
  });
});

test("OpenSLO: a ratio of a histogram's bucket is a latency objective too", () => {
  const good = metric('sum(rate(http_request_duration_seconds_bucket{le="0.6",route="/a"}[5m]))');
  const ratio = `{ metadata: { name: i }, spec: { ratioMetric: { counter: true, good: ${good}, total: ${metric("x")} } } }`;
  const { journeys } = opensloFragment([slo("search", ratio, "{ targetPercent: 95 }")]);
  expect(journeys.get("search")?.steps["p95"]).toEqual({
    selector: { service: "cases-api", route: "/a" },
    target: { p95: "600ms" },
  });
});

test.each([
  ["latency", "{ op: lte, value: 600, target: 0.95 }", "add its route and the unit"],
  [
    'latency_seconds{route="/a"}',
    "{ op: lte, value: 0.6, target: 0.99 }",
    "99 % of cases-api within 600ms. For a step, add a target for 95 %",
  ],
])("OpenSLO: what is missing for a step is said (%s)", (query, objective, said) => {
  const { journeys, remarks } = opensloFragment([slo("search", threshold(query), objective)]);
  expect(journeys.size).toBe(0);
  expect(remarks.join()).toContain(said);
});

test("OpenSLO: other kinds, versions and objectives are counted", () => {
  const other = "---\napiVersion: openslo/v1\nkind: AlertPolicy\n---\napiVersion: openslo/v1alpha\nkind: SLO\n";
  const { ignored } = opensloFragment([
    other + slo("errors", threshold("errors_total"), "{ op: lte, value: 1, target: 0.99 }"),
  ]);
  expect(Object.fromEntries(ignored)).toEqual({
    "openslo/v1 AlertPolicy": 1,
    "openslo/v1alpha SLO": 1,
    "objective that is not on latency": 1,
  });
});
