import { expect, test } from "vitest";
import { claimSnippet, definitionsText } from "./claim.ts";

test("a claim names each service once, whatever it is called", () => {
  const orphans = ["media", "media", "a: b", "no", "7up"].map((service) => ({ service }));
  expect(claimSnippet(orphans, "timeline")).toBe(
    'services:\n  media: { owner: timeline }\n  "a: b": { owner: timeline }\n  "no": { owner: timeline }\n  "7up": { owner: timeline }',
  );
});

test("a conflict names its places in the order in which they count", () => {
  const definitions = [
    { part: "file", file: "governor.yaml", line: 3 },
    { part: "cases", file: "ops/governor.yaml", line: 14 },
  ];
  expect(definitionsText({ noun: "service", id: "cases-api", definitions })).toBe(
    "file (governor.yaml:3), then cases (ops/governor.yaml:14)",
  );
});
