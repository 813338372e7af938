import { fileURLToPath } from "node:url";
import { LIMITS } from "@governor/contract";
import { describe, expect, test } from "vitest";
import { ERRORS } from "../packages/governor/src/errors.ts";
import { stalePages } from "../tools/docs/pages.ts";
import { documentsLeadSomewhere } from "./tidy/documents.ts";
import { judgesAndDecodersArePure } from "./tidy/effects.ts";
import { errorsAreComplete, errorsAreFilled } from "./tidy/errors.ts";
import {
  contractDependsOnNothing,
  importsGoDown,
  noCycles,
  packagesKeepApart,
  slicesStandAlone,
} from "./tidy/floors.ts";
import { floorsHaveReadmes, namesSaySomething } from "./tidy/folders.ts";
import { limitsAreKept } from "./tidy/limits.ts";
import { lockFileIsPortable } from "./tidy/lock-file.ts";
import { filesAreShort, functionsAreShort } from "./tidy/size.ts";
import { sqlLivesInSqlFiles } from "./tidy/sql.ts";
import { everyTestAsserts, noTestIsHidden } from "./tidy/tests.ts";
import { readTree, type Rule } from "./tidy/tree.ts";
import { textIsPortable } from "./tidy/words.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const tree = readTree(root);

const LAWS: [title: string, rule: Rule][] = [
  ["imports go down the floors", importsGoDown],
  ["a slice does not import its sibling", slicesStandAlone],
  ["no file imports itself over others", noCycles],
  ["the workspaces know only whom they may", packagesKeepApart],
  ["the contract depends on nothing", contractDependsOnNothing],
  ["judges and decoders touch no clock, no chance and no world", judgesAndDecodersArePure],
  ["SQL lives in .sql files", sqlLivesInSqlFiles],
  ["every error is used, documented and says what to do", (files) => errorsAreComplete(files, ERRORS)],
  ["every thrown error fills its placeholders", (files) => errorsAreFilled(files, ERRORS)],
  ["every limit is applied and documented", (files) => limitsAreKept(files, LIMITS)],
  ["names of files and folders say something", namesSaySomething],
  ["every floor has a README", floorsHaveReadmes],
  ["no file is longer than 400 lines", filesAreShort],
  ["no function is longer than 70 lines", functionsAreShort],
  ["every test asserts", everyTestAsserts],
  ["no test is hidden without a reason", noTestIsHidden],
  ["documents lead to what is there", documentsLeadSomewhere],
  ["no text names a machine, a registry or a workplace", textIsPortable],
  ["the lock file works with any registry on any platform", lockFileIsPortable],
];

describe("the laws of the house", () => {
  test.each(LAWS)("%s", (_title, rule) => {
    expect(rule(tree)).toEqual([]);
  });

  test("the generated pages say what the source says", async () => {
    expect(await stalePages(root)).toEqual([]);
  });
});
