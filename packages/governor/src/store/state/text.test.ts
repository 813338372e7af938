import { expect, test } from "vitest";
import { jsonParameter, storable } from "./text.ts";

test("a NUL becomes the replacement character, at any depth of a JSON value", () => {
  expect(storable("a\0b\0")).toBe("a\uFFFDb\uFFFD");
  expect(JSON.parse(jsonParameter({ subject: { env: "a\0b" }, evidence: [{ query: "\0" }] }))).toEqual({
    subject: { env: "a\uFFFDb" },
    evidence: [{ query: "\uFFFD" }],
  });
});

test("everything else is left as it is", () => {
  const date = new Date(0);
  expect([1, null, date, "\\u0000 ü"].map(storable)).toEqual([1, null, date, "\\u0000 ü"]);
  expect(jsonParameter({ text: "\\u0000", n: 1 })).toBe(JSON.stringify({ text: "\\u0000", n: 1 }));
});
