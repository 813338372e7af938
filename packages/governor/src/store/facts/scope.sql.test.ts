import { expect, test } from "vitest";

import { reachesAroundFilters, tenantFilters } from "./scope.sql.ts";

const limited = (...tenants: string[]) => ({ actor: "key:1", tenants });

test("every table gets the same filter", () => {
  expect(tenantFilters("governor", ["spans", "trace_spans"], limited("acme", "globex"))).toBe(
    String.raw`{'governor.spans': 'tenant IN (\'acme\', \'globex\')', 'governor.trace_spans': 'tenant IN (\'acme\', \'globex\')'}`,
  );
});

test("quotes and backslashes of a tenant stay inside its literal, two levels deep", () => {
  expect(tenantFilters("governor", ["spans"], limited("o'neil\\", "') OR 1 --"))).toBe(
    String.raw`{'governor.spans': 'tenant IN (\'o\\\'neil\\\\\', \'\\\') OR 1 --\')'}`,
  );
});

test("no tenant means no row, and all tenants mean no filter", () => {
  expect(tenantFilters("governor", ["spans"], limited())).toBe("{'governor.spans': '0'}");
  expect(tenantFilters("governor", ["spans"], { actor: "system", tenants: "all" })).toBeNull();
});

test("table functions are known for what they are, aggregate functions of like names are not taken for them", () => {
  expect(reachesAroundFilters("SELECT 1 FROM merge('governor', 'spans')")).toBe(true);
  expect(reachesAroundFilters("SELECT 1 FROM remote ('a', governor.spans)")).toBe(true);
  expect(reachesAroundFilters("SELECT sumMerge(a), quantilesMerge(0.5)(b), lower(url) FROM spans")).toBe(false);
});
