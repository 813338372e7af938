import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOG_LIMITS } from "./limits.ts";
import { parseCatalog } from "./load.ts";

const GUIDE = readFileSync(new URL("../../../../docs/catalog.md", import.meta.url), "utf8");
const EXAMPLES = [...GUIDE.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? "");

test("the guide has an example of each part", () => {
  for (const part of ["teams", "services", "tags", "journeys"]) {
    expect(EXAMPLES.some((example) => example.includes(`\n${part}:`))).toBe(true);
  }
});

test.each(EXAMPLES.map((example, index) => [index + 1, example] as const))(
  "example %d of the guide is a catalog",
  (_, example) => {
    expect(parseCatalog(example, "docs/catalog.md").path).toBe("docs/catalog.md");
  },
);

test("the guide lists every rule that a problem can name, and no other", () => {
  const sources = readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));
  // Rules are literals: of a `rule:` property, of a constant, or the third argument of a report.
  const literal =
    /"((?:bad|duplicate|unknown|missing|empty|wrong|canonical|impossible)-[a-z-]+|yaml-syntax|limit|conflict|route-and-span|method-without-route)"/g;
  const used = new Set(sources.flatMap((source) => [...source.matchAll(literal)].map((match) => match[1])));
  const listed = [...GUIDE.matchAll(/^\| `([a-z-]+)` +\| [A-Z]/gm)].map((match) => match[1]);
  expect(listed.toSorted()).toEqual([...used].toSorted());
});

test("the guide states the limits that are applied", () => {
  const limits = GUIDE.slice(GUIDE.indexOf("## Limits"));
  const { fileBytes, ...counts } = CATALOG_LIMITS;
  expect(limits).toContain(`${fileBytes / 1024 ** 2} MiB`);
  for (const count of Object.values(counts)) expect(limits).toContain(count.toLocaleString("en-US"));
});
