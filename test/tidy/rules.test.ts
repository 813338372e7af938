import { describe, expect, test } from "vitest";
import { judgesAndDecodersArePure } from "./effects.ts";
import { documentsLeadSomewhere } from "./documents.ts";
import { errorsAreComplete, errorsAreFilled } from "./errors.ts";
import { contractDependsOnNothing, importsGoDown, noCycles, packagesKeepApart, slicesStandAlone } from "./floors.ts";
import { floorsHaveReadmes, namesSaySomething } from "./folders.ts";
import { limitsAreKept } from "./limits.ts";
import { lockFileIsPortable } from "./lock-file.ts";
import { filesAreShort, functionsAreShort } from "./size.ts";
import { sqlLivesInSqlFiles } from "./sql.ts";
import { everyTestAsserts, noTestIsHidden } from "./tests.ts";
import { treeOf, type Rule } from "./tree.ts";
import { textIsPortable } from "./words.ts";

const SRC = "packages/governor/src";
const ERRORS = { "a.b": { message: "No {what}.", remedy: "Do it." } };
const errorsComplete: Rule = (tree) => errorsAreComplete(tree, ERRORS);
const errorsFilled: Rule = (tree) => errorsAreFilled(tree, ERRORS);
const limitsKept: Rule = (tree) => limitsAreKept(tree, { rows: 5 });

/** Each case: what the rule says about the tree, as a part of its one line. */
const VIOLATIONS: [title: string, rule: Rule, files: Record<string, string>, says: string][] = [
  ["an import of a floor above", importsGoDown, at("store/a.ts", 'import "../intake/b.ts";'), "store imports intake"],
  ["a floor beside it", importsGoDown, at("judge/x/judge.ts", 'import "../../intake/b.ts";'), "judge imports intake"],
  [
    "explain that knows who judged",
    importsGoDown,
    at("explain/a.ts", 'import "../judge/b.ts";'),
    "explain imports judge",
  ],
  [
    "a lazy import of a floor above",
    importsGoDown,
    at("act/a.ts", 'await import("../serve/b.ts");'),
    "act imports serve",
  ],
  ["the ground that imports a floor", importsGoDown, at("log.ts", 'import "./store/b.ts";'), "stands below the floors"],
  ["a floor below main", importsGoDown, at("serve/http/a.ts", 'import "../../main.ts";'), "serve imports main"],
  [
    "a slice that imports its sibling",
    slicesStandAlone,
    at("judge/a/judge.ts", 'import "../b/judge.ts";'),
    "its sibling judge/b",
  ],
  [
    "a cycle over two files",
    noCycles,
    { [`${SRC}/a.ts`]: 'import "./b.ts";', [`${SRC}/b.ts`]: 'export * from "./a.ts";' },
    "is a cycle",
  ],
  ["a board that imports the server", packagesKeepApart, { "board/src/a.ts": 'import "governor";' }, "over HTTP"],
  [
    "an example that imports the contract",
    packagesKeepApart,
    { "example/src/a.ts": 'import "@governor/contract";' },
    "over the network",
  ],
  [
    "an example that reaches into the server",
    packagesKeepApart,
    { "example/src/a.ts": 'import "../../packages/governor/src/log.ts";' },
    "over the network",
  ],
  [
    "a contract with a dependency",
    contractDependsOnNothing,
    { "packages/contract/package.json": '{"dependencies":{"zod":"4"}}' },
    "depends on zod",
  ],
  [
    "a contract that imports Node",
    contractDependsOnNothing,
    { "packages/contract/src/a.ts": 'import "node:fs";' },
    "imports node:fs",
  ],
  [
    "a judge with a clock",
    judgesAndDecodersArePure,
    at("judge/a/judge.ts", "export const now = () => Date.now();"),
    "Date.now",
  ],
  [
    "a judge with today's date",
    judgesAndDecodersArePure,
    at("judge/a/judge.ts", "export const now = () => new Date();"),
    "new Date()",
  ],
  [
    "a decoder with chance",
    judgesAndDecodersArePure,
    at("intake/a/decode.ts", "export const id = () => Math.random();"),
    "Math.random",
  ],
  [
    "a decoder that reads files",
    judgesAndDecodersArePure,
    at("intake/a/decode.ts", 'import { readFileSync } from "node:fs";'),
    "node:fs",
  ],
  [
    "a judge that asks the environment",
    judgesAndDecodersArePure,
    at("judge/a/judge.ts", "export const ci = process.env.CI;"),
    "process.env",
  ],
  [
    "a judge whose part fetches",
    judgesAndDecodersArePure,
    {
      ...at("judge/a/judge.ts", 'import { rows } from "./rows.ts";'),
      ...at("judge/a/rows.ts", 'export const rows = () => fetch("x");'),
    },
    "it runs as part of",
  ],
  ["SQL in a string", sqlLivesInSqlFiles, at("store/a.ts", 'const q = "SELECT a FROM b";'), "holds SQL"],
  [
    "SQL in a template, in lower case",
    sqlLivesInSqlFiles,
    at("store/a.ts", "const q = `insert into ${table} values`;"),
    "holds SQL",
  ],
  ["an error that nobody throws", errorsComplete, { "docs/errors.md": "## a.b\n" }, "never thrown"],
  ["an error without its line in the docs", errorsComplete, at("a.ts", 'fail("a.b")'), "docs/errors.md"],
  [
    "a thrown error with an empty placeholder",
    errorsFilled,
    at("a.ts", 'throw new GovernorError("a.b", { who: 1 });'),
    "{what}",
  ],
  ["a limit that nothing applies", limitsKept, { "docs/limits.md": "`rows`" }, "applied nowhere"],
  ["a limit without its line in the docs", limitsKept, at("a.ts", "if (n > LIMITS.rows) stop();"), "docs/limits.md"],
  ["a folder of helpers", namesSaySomething, at("store/helpers/a.ts", ""), "says nothing"],
  ["a file of utilities", namesSaySomething, { "board/src/utils.ts": "" }, "says nothing"],
  ["a floor without a README", floorsHaveReadmes, at("intake/a.ts", ""), "no README.md"],
  [
    "a document that names a file which is gone",
    documentsLeadSomewhere,
    { "docs/a.md": "See `packages/gone.ts`." },
    "points at packages/gone.ts",
  ],
  ["a link to nowhere", documentsLeadSomewhere, { "docs/a.md": "[x](../b.md#c)" }, "points at b.md"],
  [
    "a tour that looks for a name which its file no longer has",
    documentsLeadSomewhere,
    { "docs/a.md": "| it starts | `test/a.ts` | `begin` |", "test/a.ts": "start();" },
    "looks for begin in test/a.ts",
  ],
  ["a file of 401 lines", filesAreShort, { "a.ts": "//\n".repeat(401) }, "401 lines"],
  ["a function of 71 lines", functionsAreShort, { "a.ts": `function f() {\n${"\n".repeat(69)}}` }, "71 lines"],
  [
    "a test without an assertion",
    everyTestAsserts,
    { "a.test.ts": 'test("x", async () => { await load(); });' },
    "no assertion",
  ],
  [
    "a table of tests without an assertion",
    everyTestAsserts,
    { "a.test.ts": 'test.each([1])("x", (n) => void n);' },
    "no assertion",
  ],
  [
    "a test that hides the others",
    noTestIsHidden,
    { "a.test.ts": 'test.only("x", () => expect(1).toBe(1));' },
    ".only",
  ],
  [
    "a skipped test that does not say why",
    noTestIsHidden,
    { "a.test.ts": 'describe.skip("x", () => {});' },
    "without a reason",
  ],
  ["the path of one machine", textIsPortable, { "README.md": "cd /builds/governor" }, "a path of one machine"],
  ["the home of one person", textIsPortable, { "README.md": "cd /home/ada/governor" }, "the home of one person"],
  [
    "the address of a registry",
    textIsPortable,
    { ".npmrc": "registry=https://registry.corp.net/" },
    "a package registry",
  ],
  [
    "a lock file that names a registry",
    lockFileIsPortable,
    lock({ resolved: "https://example.com/a.tgz", integrity: "x" }),
    "names a registry",
  ],
  ["a lock file without a checksum", lockFileIsPortable, lock({}), "no checksum"],
  [
    "a lock file that lacks a platform",
    lockFileIsPortable,
    lock({ integrity: "x", optionalDependencies: { b: "1" } }),
    "lacks b",
  ],
];

/** What the rules let pass, however near it comes. */
const ALLOWED: [title: string, rule: Rule, files: Record<string, string>][] = [
  ["an import of a floor below", importsGoDown, at("intake/a.ts", 'import "../store/b.ts"; import "../log.ts";')],
  ["the command that starts the server", importsGoDown, at("serve/cli/up.ts", 'await import("../../main.ts");')],
  ["a slice that imports its floor's own files", slicesStandAlone, at("store/facts/a.ts", 'import "../sql.ts";')],
  ["a board that imports the contract", packagesKeepApart, { "board/src/a.ts": 'import "@governor/contract";' }],
  [
    "a judge that is given the time",
    judgesAndDecodersArePure,
    at("judge/a/judge.ts", "export const at = (nowMs: number) => new Date(nowMs);"),
  ],
  [
    "a judge that names a type of the outside",
    judgesAndDecodersArePure,
    at("judge/a/judge.ts", 'import type { Stats } from "node:fs";'),
  ],
  ["a sentence that begins like SQL", sqlLivesInSqlFiles, at("a.ts", 'const help = "Select a release on the left";')],
  ["SQL in a test", sqlLivesInSqlFiles, at("store/a.test.ts", 'const q = "SELECT a FROM b";')],
  ["SQL in a named generator", sqlLivesInSqlFiles, at("store/owner.sql.ts", 'const q = "CREATE DATABASE a";')],
  ["a thrown error with its parameters", errorsFilled, at("a.ts", 'throw new GovernorError("a.b", { what: 1 });')],
  ["a file of 400 lines", filesAreShort, { "a.ts": "//\n".repeat(400) }],
  ["a function of 70 lines", functionsAreShort, { "a.ts": `function f() {\n${"\n".repeat(68)}}` }],
  [
    "a test that asserts in a function below",
    everyTestAsserts,
    { "a.test.ts": 'test("x", () => holds(1)); function holds(n) { expect(n).toBe(1); }' },
  ],
  [
    "a test that asserts in another file",
    everyTestAsserts,
    {
      "test/a.test.ts": 'import { walk } from "./walk.ts"; test("x", () => walk());',
      "test/walk.ts": "export const walk = () => assert.ok(false);",
    },
  ],
  [
    "a skipped test that says why",
    noTestIsHidden,
    { "a.test.ts": '// needs Chromium\ndescribe.skipIf(none)("x", () => {});' },
  ],
  ["a pattern's exec", noTestIsHidden, { "a.test.ts": 'test("x", () => expect(/a/.exec("a")).not.toBeNull());' }],
  ["an example host", textIsPortable, { "docs/a.md": "see registry.example.com and src/builds/a.ts" }],
  ["a platform's package without a checksum", lockFileIsPortable, lock({ optional: true })],
];

describe("the rules themselves", () => {
  test.each(VIOLATIONS)("find %s", (_title, rule, files, says) => {
    const problems = rule(treeOf(files));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
  });

  test.each(ALLOWED)("let pass %s", (_title, rule, files) => {
    expect(rule(treeOf(files))).toEqual([]);
  });
});

function at(path: string, text: string): Record<string, string> {
  return { [`${SRC}/${path}`]: text };
}

function lock(entry: object): Record<string, string> {
  return { "package-lock.json": JSON.stringify({ packages: { "node_modules/a": entry } }) };
}
