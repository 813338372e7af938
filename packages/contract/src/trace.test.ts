import { expect, test } from "vitest";
import { findRepeats, queryShape, type TraceNode } from "./trace.ts";

function span(spanId: string, parentSpanId: string, dbQuery: string, durationNs = 10): TraceNode {
  return { spanId, parentSpanId, name: "SELECT", service: "cases-api", startOffsetNs: 0, durationNs, dbQuery };
}

test("siblings that run one query with other literals are one repeat", () => {
  const spans = Array.from({ length: 6 }, (_, i) =>
    span(`s${i}`, "p", `select * from owner where id = ${i} and name = 'o''${i}'`),
  );
  expect(findRepeats(spans)).toEqual([
    expect.objectContaining({ parentSpanId: "p", spanIds: ["s0", "s1", "s2", "s3", "s4", "s5"], totalNs: 60 }),
  ]);
});

test("the same query under different parents, or fewer than five times, is no repeat", () => {
  const scattered = Array.from({ length: 8 }, (_, i) => span(`s${i}`, `p${i % 2}`, "select 1"));
  expect(findRepeats(scattered)).toEqual([]);
});

test("the dearest repeat comes first", () => {
  const cheap = Array.from({ length: 9 }, (_, i) => span(`c${i}`, "p", "select 1", 1));
  const dear = Array.from({ length: 5 }, (_, i) => span(`d${i}`, "p", "select 2 from x", 100));
  expect(findRepeats([...cheap, ...dear]).map((repeat) => repeat.spanIds[0])).toEqual(["d0", "c0"]);
});

test("names that hold digits stay apart", () => {
  expect(queryShape("select t1.a from part_2024_01 t1 where a=5")).toBe("select t1.a from part_2024_01 t1 where a=?");
});
