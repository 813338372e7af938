import { expect, test } from "vitest";
import { mayDo } from "./session.ts";

test("nothing is offered until the server has said who reads", () => {
  expect(mayDo(undefined, "triage")).toBe(false);
});

test.each([
  ["viewer", []],
  ["ci", []],
  ["editor", ["triage", "write"]],
  ["admin", ["triage", "write", "admin"]],
  ["owner", ["triage", "write", "admin"]],
] as const)("the role %s is offered %j", (role, offered) => {
  const all = ["triage", "write", "admin"] as const;
  expect(all.filter((doing) => mayDo({ role, tenants: "all" }, doing))).toEqual(offered);
});

test("who sees some tenants only may triage, and change nothing that is everybody's", () => {
  expect(mayDo({ role: "editor", tenants: ["acme"] }, "triage")).toBe(true);
  expect(mayDo({ role: "editor", tenants: ["acme"] }, "write")).toBe(false);
});
