import type { GateResponse, Verdict } from "@governor/contract";
import { expect, test } from "vitest";
import { gateMarkdown, githubAnnotations } from "./gate-report.ts";

test("a breach becomes one GitHub error that names budget, owner, evidence, remedy and the way back", () => {
  const [line, ...rest] = githubAnnotations(gate([breach]));
  expect(rest).toEqual([]);
  expect(line).toBe(
    "::error title=Performance budget%3A case-search / search-api::p95 is 912 ms, 100 %25 over%0AOwner: core-search #core-search.%0Aquery  ×48, 612 ms: select 1%0Afix    Batch by id.%0Aback   roll back v2",
  );
});

test("not enough data is a warning, and a pass says nothing", () => {
  const unsure: Verdict = { ...breach, outcome: "not-enough-data", summary: "n 12" };
  const lines = githubAnnotations(gate([unsure, { ...breach, outcome: "pass" }]));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^::warning /);
});

test("at most ten errors are sent, which is what GitHub shows of a step", () => {
  expect(githubAnnotations(gate(Array.from({ length: 14 }, () => breach)))).toHaveLength(10);
});

test("the summary's cells cannot break out of the table", () => {
  const evil: Verdict = { ...breach, subject: { journey: "a|b", step: "x\n| y" } };
  const rows = gateMarkdown(gate([evil]))
    .split("\n")
    .filter((line) => line.startsWith("| a"));
  expect(rows).toEqual([expect.stringContaining("a\\|b / x \\| y")]);
});

test("a name in the summary is text: no markup, no link, no picture, and no backslash that frees a bar", () => {
  const evil: Verdict = { ...breach, subject: { journey: "<b>![x](//evil)", step: "\\|`_" } };
  expect(gateMarkdown(gate([evil]))).toContain("| \\<b\\>\\!\\[x\\](//evil) / \\\\\\|\\`\\_ |");
});

test("a limit that is a count is not shown as a time", () => {
  expect(gateMarkdown(gate([{ ...breach, limit: 1, unit: "count" }]))).toContain("| 912 | 1 |");
});

test("sizes and shares are told as such, under the name of their budget", () => {
  const fat: Verdict = { ...breach, rule: "budget.payload", observed: 412_000, limit: 200_000, unit: "bytes" };
  const cold: Verdict = { ...breach, rule: "budget.cache_hit", observed: 0.125, limit: 0.8, unit: "ratio" };
  const text = gateMarkdown(gate([fat, cold]));
  expect(text).toContain("| case-search / search-api payload | 412 KB | 200 KB |");
  expect(text).toContain("| case-search / search-api cache hits | 12.5 % | 80.0 % |");
});

test("what could not be judged for want of browser data is listed apart", () => {
  const notJudged = [
    {
      journey: "case-search",
      step: "page",
      title: "Page",
      measure: "ttfb of /cases",
      targetMs: 300,
      reason: "needs browser data",
      owner: null,
    },
  ];
  const response = { ...gate([breach]), notJudged };
  expect(gateMarkdown(response)).toContain("1 not judged (needs browser data): case-search / page");
  expect(githubAnnotations(response)).toHaveLength(1);
});

const breach: Verdict = {
  rule: "budget.latency",
  outcome: "breach",
  subject: { journey: "case-search", step: "search-api" },
  summary: "p95 is 912 ms, 100 % over",
  observed: 912,
  limit: 600,
  unit: "ms",
  interval: { low: 850, high: 970 },
  confidence: 0.99,
  n: 12_400,
  minN: 300,
  windowFromMs: 0,
  windowToMs: 60_000,
  evidence: [{ kind: "repeated-query", traceId: "ab", query: "select 1", count: 48, totalMs: 612 }],
  owner: { team: "core-search", contact: "#core-search", source: "step" },
  sinceMs: null,
  suspects: [],
  rollback: { service: "cases-api", fromRelease: "v2", toRelease: "v1", command: "roll back v2", note: "" },
  remedy: "Batch by id.",
};

function gate(verdicts: Verdict[]): GateResponse {
  return { schemaVersion: 1, release: "v2", env: "", fromMs: 0, toMs: 1, outcome: "breach", verdicts, notJudged: [] };
}
