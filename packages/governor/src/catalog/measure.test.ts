import { expect, test } from "vitest";
import { GovernorError } from "../errors.ts";
import { browserStepsOf, stepsOf } from "./catalog.ts";
import { parseCatalog, type Problem } from "./load.ts";

const SELECTOR = "selector: { service: api, method: GET, route: /search }";
const TARGET = "target: { p95: 300ms }";

function catalogWith(...steps: string[]): string {
  const lines = steps.map((step, i) => `      s${i}: { ${step} }\n`);
  return `version: 1\nservices: { api: }\njourneys:\n  find:\n    steps:\n${lines.join("")}`;
}

function problemsOf(text: string): string[] {
  try {
    parseCatalog(text, "governor.yaml");
    return [];
  } catch (error) {
    const { details } = error as GovernorError;
    return (details as Problem[]).map((problem) => `${problem.rule} | ${problem.at} | ${problem.fix}`);
  }
}

test("a step that browsers measure stands beside those of spans, and no judge of spans sees it", () => {
  const catalog = parseCatalog(
    catalogWith(
      `measure: { vital: ttfb, page: /cases }, ${TARGET}`,
      `${SELECTOR}, ${TARGET}`,
      `measure: { browser: visible-paint }, target: { p95: 1.8s }`,
    ),
    "governor.yaml",
  );
  expect(stepsOf(catalog).map((step) => step.step)).toEqual(["s1"]);
  expect(browserStepsOf(catalog).map(({ step, endpoint, targetMs }) => [step, endpoint, targetMs])).toEqual([
    ["s0", "ttfb of /cases", 300],
    ["s2", "visible-paint", 1_800],
  ]);
});

test("targets of errors, sizes and cache hits are numbers; what is not set is null", () => {
  const target = "target: { p95: 300ms, error_rate: 1%, payload: 200KB, cache_hit: 80 % }";
  const [step, bare] = stepsOf(
    parseCatalog(catalogWith(`${SELECTOR}, ${target}`, `${SELECTOR.replace("GET", "POST")}, ${TARGET}`), "f"),
  );
  expect(step).toMatchObject({ errorRateMax: 0.01, payloadMaxBytes: 200_000, cacheHitMin: 0.8 });
  expect(bare).toMatchObject({ errorRateMax: null, payloadMaxBytes: null, cacheHitMin: null });
});

const AT = "journeys.find.steps.s0";

test.each([
  ["neither selector nor measure", TARGET, [`missing-key | ${AT}.selector`]],
  ["both", `${SELECTOR}, measure: { vital: ttfb }, ${TARGET}`, [`impossible-measure | ${AT}.measure`]],
  [
    "a vital and a mark",
    `measure: { vital: ttfb, browser: visible-paint }, ${TARGET}`,
    [`impossible-measure | ${AT}.measure.browser`],
  ],
  ["a measure of nothing", `measure: { page: /cases }, ${TARGET}`, [`empty-measure | ${AT}.measure`]],
  ["a vital that does not exist", `measure: { vital: ttbf }, ${TARGET}`, [`bad-value | ${AT}.measure.vital`]],
  [
    "a cache target on what a browser measures",
    "measure: { vital: ttfb }, target: { p95: 1s, cache_hit: 80% }",
    [`impossible-target | ${AT}.target.cache_hit`],
  ],
  [
    "a share without its sign",
    `${SELECTOR}, target: { p95: 1s, error_rate: 0.01 }`,
    [`bad-value | ${AT}.target.error_rate`],
  ],
  ["a share over 100 %", `${SELECTOR}, target: { p95: 1s, error_rate: 101% }`, [`limit | ${AT}.target.error_rate`]],
  ["a size without unit", `${SELECTOR}, target: { p95: 1s, payload: 200 }`, [`bad-value | ${AT}.target.payload`]],
] as const)("%s is a problem with its place", (_, step, problems) => {
  expect(problemsOf(catalogWith(step)).map((problem) => problem.split(" | ").slice(0, 2).join(" | "))).toEqual(
    problems,
  );
});

test("the same measure twice in one journey is one too many", () => {
  const twice = catalogWith(`measure: { vital: inp }, ${TARGET}`, `measure: { vital: inp }, ${TARGET}`);
  expect(problemsOf(twice)).toEqual([
    "duplicate-selector | journeys.find.steps.s1.measure | Change the measure, or remove one of the two steps.",
  ]);
});

test("a mistaken amount is told how it is written", () => {
  const [problem] = problemsOf(catalogWith(`${SELECTOR}, target: { p95: 1s, payload: 200kb }`));
  expect(problem).toContain("Write a number and one of B, KB, MB, KiB, MiB: `payload: 200KB`.");
});
