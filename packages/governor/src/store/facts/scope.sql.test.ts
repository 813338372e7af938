import { expect, test } from "vitest";

import type { Scope } from "../scope.ts";
import { reachesAroundFilters, scopeFilters } from "./scope.sql.ts";

const table = (name: string, hasTenant = true, hasService = true) => ({ table: name, hasTenant, hasService });
const all: Scope = { actor: "key:1", tenants: "all", teams: "all", services: "all" };
const limited = (...tenants: string[]): Scope => ({ ...all, tenants });
const ofServices = (...services: string[]): Scope => ({ ...all, teams: ["search"], services });

test("every table gets the same filter", () => {
  expect(scopeFilters("governor", [table("spans"), table("trace_spans")], limited("acme", "globex"))).toBe(
    String.raw`{'governor.spans': 'tenant IN (\'acme\', \'globex\')', 'governor.trace_spans': 'tenant IN (\'acme\', \'globex\')'}`,
  );
});

test("quotes and backslashes of a tenant stay inside its literal, two levels deep", () => {
  expect(scopeFilters("governor", [table("spans")], limited("o'neil\\", "') OR 1 --"))).toBe(
    String.raw`{'governor.spans': 'tenant IN (\'o\\\'neil\\\\\', \'\\\') OR 1 --\')'}`,
  );
});

test("no tenant means no row, and all tenants mean no filter", () => {
  expect(scopeFilters("governor", [table("spans")], limited())).toBe("{'governor.spans': '0'}");
  expect(scopeFilters("governor", [table("spans")], all)).toBeNull();
});

test("a team sees its services, and a key limited to both sees what is of both", () => {
  expect(scopeFilters("governor", [table("spans")], ofServices("api"))).toBe(
    String.raw`{'governor.spans': 'service IN (\'api\')'}`,
  );
  expect(scopeFilters("governor", [table("spans")], { ...ofServices("api"), tenants: ["acme"] })).toBe(
    String.raw`{'governor.spans': 'tenant IN (\'acme\') AND service IN (\'api\')'}`,
  );
  expect(scopeFilters("governor", [table("spans")], ofServices())).toBe("{'governor.spans': '0'}");
});

test("a table without the column that a limit goes by gives no row, so that a new one is closed until somebody thought of it", () => {
  const tables = [table("charges", false), table("tenants_seen", true, false)];
  expect(scopeFilters("governor", tables, limited("acme"))).toBe(
    String.raw`{'governor.charges': '0', 'governor.tenants_seen': 'tenant IN (\'acme\')'}`,
  );
  expect(scopeFilters("governor", tables, ofServices("api"))).toBe(
    String.raw`{'governor.charges': 'service IN (\'api\')', 'governor.tenants_seen': '0'}`,
  );
});

test("changes are no tenant's: who sees some tenants sees every change, who sees a team's services sees theirs", () => {
  const tables = [table("change_events", false)];
  expect(scopeFilters("governor", tables, limited("acme"))).toBe("{}");
  expect(scopeFilters("governor", tables, ofServices("api"))).toBe(
    String.raw`{'governor.change_events': 'service IN (\'api\')'}`,
  );
});

test("table functions are known for what they are, aggregate functions of like names are not taken for them", () => {
  expect(reachesAroundFilters("SELECT 1 FROM merge('governor', 'spans')")).toBe(true);
  expect(reachesAroundFilters("SELECT 1 FROM remote ('a', governor.spans)")).toBe(true);
  expect(reachesAroundFilters("SELECT sumMerge(a), quantilesMerge(0.5)(b), lower(url) FROM spans")).toBe(false);
});
