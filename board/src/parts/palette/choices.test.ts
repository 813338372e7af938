import { expect, test } from "vitest";
import { found, traceIn, type Choice } from "./choices.ts";

const ID = "7c1f0a52b9d84e6fa3c2d1e45f60e09a";

test("a name that matches comes before a note that does", () => {
  const choices = [choice("GET /media/:id", "media timeline"), choice("Timeline playback", "")];
  expect(found(choices, "timeline").map(({ choice: each }) => each.name)).toEqual([
    "Timeline playback",
    "GET /media/:id",
  ]);
});

test("with nothing typed they stand in their order, and no more than can be read", () => {
  const many = Array.from({ length: 300 }, (_, i) => choice(`row ${i}`, ""));
  expect(found(many, " ")[0]?.choice.name).toBe("row 0");
  expect(found(many, "").length).toBeLessThan(50);
});

test.each([
  [ID, { traceId: ID, spanId: undefined }],
  [`  ${ID.toUpperCase()} `, { traceId: ID, spanId: undefined }],
  [`trace_id=${ID},`, { traceId: ID, spanId: undefined }],
  [`00-${ID}-00f067aa0ba902b7-01`, { traceId: ID, spanId: "00f067aa0ba902b7" }],
  ["7c1f0a52-b9d8-4e6f-a3c2-d1e45f60e09a", { traceId: ID, spanId: undefined }],
  [ID.slice(1), null],
  [`${ID}0`, null],
  ["search", null],
])("pasted %o is the trace %o", (typed, expected) => {
  expect(traceIn(typed)).toEqual(expected);
});

function choice(name: string, note: string): Choice {
  return { id: name, name, note, kind: "page", act: () => undefined };
}
