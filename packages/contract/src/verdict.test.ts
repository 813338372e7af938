import { expect, test } from "vitest";
import { fingerprintOf } from "./verdict.ts";

test("the release is not part of a finding's identity: v2 and v3 breaching one budget is one finding", () => {
  const subject = { journey: "case-search", step: "search-api", service: "cases-api" };
  expect(fingerprintOf("budget", { ...subject, release: "v2" })).toBe(
    fingerprintOf("budget", { ...subject, release: "v3" }),
  );
});

test("neither the order of the tags nor empty ones matter, and values cannot run into each other", () => {
  expect(fingerprintOf("r", { step: "b", journey: "a", env: "" })).toBe(
    fingerprintOf("r", { journey: "a", step: "b" }),
  );
  expect(fingerprintOf("r", { journey: "a|step=b" })).not.toBe(fingerprintOf("r", { journey: "a", step: "b" }));
});
