import type { Key } from "@governor/contract";
import { expect, test } from "vitest";
import { isScoped, keyState, reachOf, reachText } from "./reach.ts";

test("names are typed by commas, spaces or both, each once; nothing typed limits nothing", () => {
  expect(reachOf("acme, globex  acme\ninitech")).toEqual(["acme", "globex", "initech"]);
  expect(reachOf("  , ")).toBe("all");
});

test("only roles that read without administering can be limited", () => {
  expect((["owner", "admin", "editor", "viewer", "ingest", "ci", "public"] as const).filter(isScoped)).toEqual([
    "editor",
    "viewer",
    "ci",
  ]);
});

test("what a key reaches is told, and that nothing limits it too", () => {
  expect(reachText({ tenants: "all", teams: "all" })).toBe("everything");
  expect(reachText({ tenants: ["acme", "globex"], teams: ["core"] })).toBe("tenants acme, globex · teams core");
});

test.each([
  [{ revokedMs: 5, graceUntilMs: 99, lastUsedMs: 3 }, "revoked"],
  [{ revokedMs: null, graceUntilMs: 99, lastUsedMs: 3 }, "rotating"],
  [{ revokedMs: null, graceUntilMs: 9, lastUsedMs: 3 }, "in use"],
  [{ revokedMs: null, graceUntilMs: null, lastUsedMs: null }, "never used"],
] as const)("a key with %j is %s", (times, state) => {
  expect(keyState(times as unknown as Key, 10)).toBe(state);
});
