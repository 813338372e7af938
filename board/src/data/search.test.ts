import { expect, test } from "vitest";
import { filtersOf, parseSearch, sharedOf, stringifySearch, withPatch, type BoardSearch } from "./search.ts";

test("a search survives the address and back", () => {
  const search: BoardSearch = {
    from: "now-3h",
    env: "prod",
    tenant: "a & b",
    q: "GET /x?y=1",
    open: "api GET /cases/:id",
  };
  expect(parseSearch(stringifySearch(search))).toEqual(search);
});

test("the same state is the same address, whatever order it was made in", () => {
  const one = stringifySearch({ q: "x", env: "prod", from: "now-1h" });
  const other = stringifySearch({ from: "now-1h", q: "x", env: "prod" });
  expect(one).toBe(other);
  expect(one).toBe("?from=now-1h&env=prod&q=x");
});

test("slashes and colons stay readable in the address", () => {
  expect(stringifySearch({ open: "api GET /cases/:id" })).toBe("?open=api+GET+/cases/:id");
});

test("what stands for its default is not in the address", () => {
  expect(stringifySearch({})).toBe("");
  expect(stringifySearch({ q: "" })).toBe("");
});

test("keys that are not the board's are dropped", () => {
  expect(parseSearch("?env=prod&utm_source=mail&__proto__=x")).toEqual({ env: "prod" });
});

test("a patch with undefined takes a key out", () => {
  expect(withPatch({ env: "prod", q: "x" }, { q: undefined, tenant: "acme" })).toEqual({ env: "prod", tenant: "acme" });
});

test("another page inherits the period and the filters, not what was opened", () => {
  const search: BoardSearch = {
    from: "now-3h",
    env: "prod",
    sort: "p95",
    q: "x",
    open: "y",
    span: "z",
    endpoint: "GET /",
  };
  expect(sharedOf(search)).toEqual({ from: "now-3h", env: "prod" });
});

test("filters of the API are the tags and the team", () => {
  expect(filtersOf({ from: "now-3h", env: "prod", team: "core", q: "x", sort: "p95" })).toEqual({
    env: "prod",
    team: "core",
  });
});
