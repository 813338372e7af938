import type { Path, Side } from "./source.ts";

export type Report = (path: Path, side: Side, rule: string, message: string, fix: string) => void;

type Loose = Record<string, unknown>;

/** Targets that are about spans; a browser measures times only. */
const SPAN_TARGETS = ["error_rate", "payload", "cache_hit"];

/** A step is measured on spans or by browsers: exactly one of the two, and no page's measure twice. */
export function checkMeasure(step: Loose, at: Path, seen: Map<string, string>, report: Report): void {
  const { selector, measure, target } = step;
  if (selector === undefined && measure === undefined) {
    const message = `"selector" is missing in ${at.join(".")}.`;
    const fix = "Add `selector: { service: cases-api, method: GET, route: /search }`.";
    report([...at, "selector"], "key", "missing-key", message, fix);
  }
  if (!isLoose(measure)) return;
  const path = [...at, "measure"];
  if (selector !== undefined) {
    const message = "A step is measured on spans or by browsers, not both.";
    report(path, "key", "impossible-measure", message, "Remove measure, or make it a step of its own.");
  }
  const { vital, browser, page } = measure;
  if (vital !== undefined && browser !== undefined) {
    const message = "A measure is a vital or a mark of the page, not both.";
    report([...path, "browser"], "key", "impossible-measure", message, "Remove vital or browser.");
  }
  if (vital === undefined && browser === undefined) {
    const message = "The measure names neither a vital nor a mark of the page.";
    report(path, "key", "empty-measure", message, "Add `vital: ttfb`, or `browser: ui-acknowledgement`.");
  }
  for (const key of SPAN_TARGETS) {
    if (!isLoose(target) || target[key] === undefined) continue;
    const message = `${key} is about spans, and browsers measure this step.`;
    report([...at, "target", key], "key", "impossible-target", message, "Remove it, or set it on the API's step.");
  }
  // Another journey may measure the same page: that is the same number under another owner. Within one it is a mistake.
  const key = JSON.stringify([at.slice(0, 2), vital, browser, page]);
  const first = seen.get(key);
  if (first === undefined) seen.set(key, at.join("."));
  else {
    const message = `It measures the same as ${first}.`;
    report(path, "key", "duplicate-selector", message, "Change the measure, or remove one of the two steps.");
  }
}

function isLoose(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
