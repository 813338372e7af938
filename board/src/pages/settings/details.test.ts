import { expect, test } from "vitest";
import { detailsText } from "./details.ts";

test("a line's details read as words, and what is empty is left out", () => {
  expect(
    detailsText({ subject: "key:7", details: { name: "ci", tenants: ["acme", "globex"], reason: "", note: null } }),
  ).toBe("name ci, tenants acme globex · key:7");
});

test("what is nested stays readable, and a line without details shows its subject", () => {
  expect(detailsText({ subject: "", details: { was: { p95: "600ms" } } })).toBe('was {"p95":"600ms"}');
  expect(detailsText({ subject: "finding:1", details: {} })).toBe("finding:1");
});
