import { expect, test } from "vitest";
import { root } from "../instance/record.js";
import { count } from "./suite.ts";

test("tests are counted by how they ended, and skipped ones are named", () => {
  const assertionResults = [
    { fullName: "adds", status: "passed" },
    { fullName: "divides", status: "failed" },
    { fullName: "draws", status: "skipped" },
  ];
  expect(count({ testResults: [{ name: `${root}/a.test.ts`, status: "failed", assertionResults }] })).toEqual({
    passed: 1,
    failed: 1,
    skipped: ["a.test.ts: draws"],
  });
});

test("a file that could not be read counts as one failure", () => {
  const broken = { name: `${root}/b.test.ts`, status: "failed", assertionResults: [] };
  expect(count({ testResults: [broken] })).toEqual({ passed: 0, failed: 1, skipped: [] });
});
