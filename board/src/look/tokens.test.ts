import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("tokens.css", import.meta.url), "utf8");
const light = tokensOf(':root[data-theme="light"]');
const dark = tokensOf(':root[data-theme="dark"]');
const systemDark = tokensOf(":root:not([data-theme])");

/** Text colour, and the grounds it stands on. WCAG 2.2 AA: 4.5 : 1. */
const TEXT: [string, string[]][] = [
  ["ink", ["bg", "panel", "sel", "bad-bg", "warn-bg", "accent-bg", "line2"]],
  ["ink2", ["bg", "panel", "sel", "bad-bg", "line2"]],
  ["ink3", ["bg", "panel", "sel"]],
  ["good", ["bg", "panel", "sel"]],
  ["warn", ["bg", "panel", "sel"]],
  ["bad", ["bg", "panel", "sel"]],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s theme", (_name, tokens) => {
  test.each(TEXT.flatMap(([ink, grounds]) => grounds.map((ground) => [ink, ground] as const)))(
    "%s can be read on %s",
    (ink, ground) => {
      expect(contrast(tokens[ink] ?? "", tokens[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(["accent", "s1", "s2", "s3", "s4", "good", "warn", "bad"])(
    "%s can be told from the panel as a shape",
    (token) => {
      expect(contrast(tokens[token] ?? "", tokens["panel"] ?? "")).toBeGreaterThanOrEqual(3);
    },
  );
});

test("the system's dark theme is the chosen dark theme", () => {
  expect(systemDark).toEqual(dark);
});

test("both themes know the same tokens", () => {
  expect(Object.keys(dark)).toEqual(Object.keys(light));
});

function tokensOf(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`));
  const body = block.slice(0, block.indexOf("}"));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((match) => [match[1], match[2] ?? ""]),
  );
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const part = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
