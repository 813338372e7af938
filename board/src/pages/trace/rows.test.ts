import { criticalPath, findRepeats, treeOf, type SpanOutline } from "@governor/contract";
import { expect, test } from "vitest";
import { HUGE_TRACE, N_PLUS_ONE_TRACE } from "../../../dev/story.ts";
import { traceOf } from "../../../dev/traces.ts";
import { barOf, repeatStory, windowOf } from "./look.ts";
import { repeatsByIndex, rowsOf } from "./rows.ts";

const tree = treeOf(traceOf(N_PLUS_ONE_TRACE, 0)?.spans ?? []);
const repeats = findRepeats(tree.spans);
const folded = repeatsByIndex(repeats);
const none: ReadonlySet<string> = new Set();

test("the same query 48 times is one row where the first of them stood", () => {
  const rows = rowsOf(tree, folded, { toggled: none, fold: true, only: null });
  expect(rows).toHaveLength(10);
  const names = rows.map((row) =>
    row.kind === "repeat" ? `${row.repeat.name} ×${row.repeat.spanIds.length}` : tree.spans[row.index]?.name,
  );
  expect(names.slice(4, 8)).toEqual(["cases.search", "SELECT cases", "SELECT owner ×48", "cache.get graph:acme"]);
});

test("an opened repeat shows its members below it, one step in", () => {
  const key = `×${repeats[0]?.spanIds[0] ?? ""}`;
  const rows = rowsOf(tree, folded, { toggled: new Set([key]), fold: true, only: null });
  expect(rows).toHaveLength(58);
  const at = rows.findIndex((row) => row.key === key);
  expect(rows[at + 1]?.depth).toBe((rows[at]?.depth ?? 0) + 1);
});

test("unfolded, every span is its own row", () => {
  expect(rowsOf(tree, folded, { toggled: none, fold: false, only: null })).toHaveLength(57);
});

test("a closed span hides everything below it", () => {
  const root = tree.spans[tree.roots[0] ?? 0]?.spanId ?? "";
  expect(rowsOf(tree, folded, { toggled: new Set([root]), fold: true, only: null })).toHaveLength(1);
});

test("only the critical path: what nobody waited for is gone, and what has nothing left below it is a leaf", () => {
  const path = criticalPath(tree);
  const rows = rowsOf(tree, folded, { toggled: none, fold: false, only: path });
  expect(rows).toHaveLength(path.size);
  expect(rows.some((row) => row.kind === "span" && tree.spans[row.index]?.name === "audit.write")).toBe(false);
});

test("two spans of one id are two rows with names of their own", () => {
  const [span] = tree.spans;
  const twins = treeOf([span, span, span].filter((each) => each !== undefined));
  const keys = rowsOf(twins, new Map(), { toggled: none, fold: true, only: null }).map((row) => row.key);
  expect(new Set(keys).size).toBe(3);
});

test("a trace of 12,001 spans becomes rows without recursion", () => {
  const huge = treeOf(traceOf(HUGE_TRACE, 0)?.spans ?? []);
  expect(rowsOf(huge, repeatsByIndex(findRepeats(huge.spans)), { toggled: none, fold: true, only: null })).toHaveLength(
    12_001,
  );
});

test("the story tells the repeated query, its parent and the time it covered", () => {
  expect(repeatStory(tree, repeats, 934e6)).toEqual({
    what: "query",
    count: 48,
    name: "SELECT owner",
    under: "cases.search",
    coveredNs: 612e6,
  });
});

test("a repeat without a query is a story only where it took a tenth of the trace", () => {
  const loop = Array.from({ length: 8 }, (_, i) => ({
    ...(tree.spans[0] as SpanOutline),
    spanId: `s${i}`,
    parentSpanId: "p",
    durationNs: 10,
    startOffsetNs: i * 10,
  }));
  const small = treeOf(loop);
  expect(repeatStory(small, findRepeats(small.spans), 10_000)).toBeNull();
  expect(repeatStory(small, findRepeats(small.spans), 100)?.what).toBe("operation");
});

test("a bar is cut at the window and gone outside of it", () => {
  const window = { fromNs: 100, toNs: 200 };
  expect(barOf(150, 25, window)).toEqual({ left: 50, width: 25 });
  expect(barOf(0, 1_000, window)).toEqual({ left: 0, width: 100 });
  expect(barOf(0, 50, window)).toBeNull();
});

test("a window that makes no sense is the whole trace", () => {
  expect(windowOf("200-100", 5_000)).toEqual({ fromNs: 0, toNs: 5_000 });
  expect(windowOf("x", 5_000)).toEqual({ fromNs: 0, toNs: 5_000 });
  expect(windowOf("1000-9000", 5_000)).toEqual({ fromNs: 1_000, toNs: 5_000 });
});
