import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GovernorError } from "../errors.ts";
import { CATALOG_LIMITS } from "./limits.ts";
import { loadCatalog, parseCatalog, type Problem } from "./load.ts";

test(`a file of ${CATALOG_LIMITS.fileBytes} bytes is read, one byte more is refused`, () => {
  const folder = mkdtempSync(join(tmpdir(), "governor-limits-"));
  const path = join(folder, "large.yaml");
  const text = "version: 1\n#";
  try {
    writeFileSync(path, text.padEnd(CATALOG_LIMITS.fileBytes, "x"));
    expect(loadCatalog(path).teams.size).toBe(0);
    writeFileSync(path, text.padEnd(CATALOG_LIMITS.fileBytes + 1, "x"));
    expect(errorOf(() => loadCatalog(path)).message).toContain("1048577 bytes");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("aliases that grow when they are read are refused", () => {
  const levels = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [of, by] of ["ab", "bc", "cd", "de", "ef"]) {
    levels.push(`${by}: &${by} [${times(9, () => `*${of}`, ", ")}]`);
  }
  expect(placesOf(`version: 1\n${levels.join("\n")}\n`)).toEqual(["1:1 limit"]);
});

test(`an anchor stands for at most ${CATALOG_LIMITS.yamlAliases} values, its own included`, () => {
  expect(parseCatalog(withSharedTarget(CATALOG_LIMITS.yamlAliases), "f").journeys.size).toBe(20);
  expect(placesOf(withSharedTarget(CATALOG_LIMITS.yamlAliases + 1))).toEqual(["1:1 limit"]);
});

test("nesting too deep to parse is a problem and not a crash", () => {
  expect(placesOf(`version: ${"- ".repeat(50_000)}`)[0]).toMatch(/yaml-syntax$/);
});

test(`brackets nested more than ${CATALOG_LIMITS.nesting} deep are refused before they are parsed`, () => {
  const begun = performance.now();
  expect(placesOf(`version: 1\nteams: ${"[".repeat(1_000_000)}`)).toEqual(["2:108 yaml-syntax"]);
  expect(performance.now() - begun).toBeLessThan(1_000);
  const most = `version: 1\nteams: ${"[".repeat(CATALOG_LIMITS.nesting)}${"]".repeat(CATALOG_LIMITS.nesting)}`;
  expect(placesOf(most)).toEqual(["2:8 wrong-type"]);
});

test(`a journey has at most ${CATALOG_LIMITS.stepsPerJourney} steps`, () => {
  expect(parseCatalog(withSteps(CATALOG_LIMITS.stepsPerJourney), "f").journeys.size).toBe(1);
  expect(placesOf(withSteps(CATALOG_LIMITS.stepsPerJourney + 1))).toEqual(["5:5 limit"]);
});

test(`a catalog has at most ${CATALOG_LIMITS.journeys} journeys`, () => {
  expect(parseCatalog(withJourneys(CATALOG_LIMITS.journeys), "f").journeys.size).toBe(CATALOG_LIMITS.journeys);
  expect(placesOf(withJourneys(CATALOG_LIMITS.journeys + 1))).toEqual(["3:1 limit"]);
});

test.each([
  ["teams", CATALOG_LIMITS.teams],
  ["services", CATALOG_LIMITS.services],
] as const)("a catalog has at most so many %s: %d", (section, most) => {
  const withEntries = (count: number) => `version: 1\n${section}:\n${times(count, (i) => `  x${i}:\n`)}`;
  expect(parseCatalog(withEntries(most), "f")[section].size).toBe(most);
  expect(placesOf(withEntries(most + 1))).toEqual(["2:1 limit"]);
});

test(`a tag has at most ${CATALOG_LIMITS.aliasesPerTag} aliases`, () => {
  expect(parseCatalog(withAliases(CATALOG_LIMITS.aliasesPerTag), "f").tagAttributes.tenant).toHaveLength(17);
  expect(placesOf(withAliases(CATALOG_LIMITS.aliasesPerTag + 1))).toEqual(["2:17 limit"]);
});

test(`a team has at most ${CATALOG_LIMITS.membersPerTeam} members`, () => {
  const withMembers = (count: number) => `version: 1\nteams:\n  a: { members: [${times(count, (i) => `p${i},`)}] }\n`;
  expect(parseCatalog(withMembers(CATALOG_LIMITS.membersPerTeam), "f").teams.get("a")?.members).toHaveLength(200);
  expect(placesOf(withMembers(CATALOG_LIMITS.membersPerTeam + 1))).toEqual(["3:17 limit"]);
});

test(`an id has at most ${CATALOG_LIMITS.idLength} characters, a text ${CATALOG_LIMITS.textLength}`, () => {
  expect(parseCatalog(withLengths(CATALOG_LIMITS.idLength, CATALOG_LIMITS.textLength), "f").teams.size).toBe(1);
  expect(placesOf(withLengths(CATALOG_LIMITS.idLength + 1, 1))).toEqual(["3:3 bad-id"]);
  expect(placesOf(withLengths(1, CATALOG_LIMITS.textLength + 1))).toEqual(["3:14 limit"]);
});

test("a large file of nothing but mistakes is answered", () => {
  const error = errorOf(() =>
    parseCatalog(`version: 1\nteams:\n${times(40_000, (i) => `  t${i}: { nmae: x }\n`)}`, "f"),
  );
  expect(error.message).toContain("has 40001 problems");
});

test(`of more than ${CATALOG_LIMITS.problems} problems the first are listed and all are counted`, () => {
  const error = errorOf(() => parseCatalog(`version: 1\nteams:\n${times(60, (i) => `  t${i}: { nmae: x }\n`)}`, "f"));
  expect(error.details).toHaveLength(CATALOG_LIMITS.problems);
  expect(error.message).toContain("has 60 problems");
});

const SERVICE = "version: 1\nservices: { a: }\n";

/** As many steps as asked, in journeys of fifty, which all take the first one's target. */
function withSharedTarget(steps: number): string {
  const journeyOf = (j: number) =>
    times(Math.min(50, steps - 50 * j), (i) => step(`s${i}`, `j${j}.s${i}`, j + i === 0 ? "&t { p95: 1s }" : "*t"));
  return `${SERVICE}journeys:\n${times(Math.ceil(steps / 50), (j) => `  j${j}:\n    steps:\n${journeyOf(j)}`)}`;
}

function withSteps(count: number): string {
  return `${SERVICE}journeys:\n  j:\n    steps:\n${times(count, (i) => step(`s${i}`, `s${i}`))}`;
}

function withJourneys(count: number): string {
  return `${SERVICE}journeys:\n${times(count, (i) => `  j${i}:\n    steps:\n${step("s", `s${i}`)}`)}`;
}

function withAliases(count: number): string {
  return `version: 1\ntags: { tenant: [${times(count, (i) => `a${i}`, ", ")}] }\n`;
}

function withLengths(id: number, name: number): string {
  return `version: 1\nteams:\n  ${"i".repeat(id)}: { name: ${"n".repeat(name)} }\n`;
}

function step(id: string, span: string, target = "{ p95: 1s }"): string {
  return `      ${id}: { selector: { service: a, span: ${span} }, target: ${target} }\n`;
}

function times(count: number, make: (index: number) => string, separator = ""): string {
  return Array.from({ length: count }, (_, index) => make(index)).join(separator);
}

function placesOf(text: string): string[] {
  const problems = errorOf(() => parseCatalog(text, "governor.yaml")).details as Problem[];
  return problems.map((problem) => `${problem.line}:${problem.column} ${problem.rule}`);
}

function errorOf(run: () => unknown): GovernorError {
  try {
    run();
  } catch (error) {
    if (error instanceof GovernorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
