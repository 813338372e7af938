import { expect, test } from "vitest";

import { insertFromFile, sessionStatements } from "./statements.sql.ts";

test("a connection gets its database, parameters and settings as literals, readonly last", () => {
  const session = {
    database: "a`b",
    settings: [
      ["readonly", "1"],
      ["max_execution_time", "15"],
    ],
    parameters: [["who", String.raw`o'neil\ `]],
  } as const;
  expect(sessionStatements(session)).toEqual([
    "USE `a\\`b`",
    String.raw`SET param_who = 'o\'neil\\ ', max_execution_time = '15', readonly = '1'`,
  ]);
});

test("a name that is not a name is refused", () => {
  const odd = { database: undefined, settings: [["a = 1, b", "2"]], parameters: [] } as const;
  expect(() => sessionStatements(odd)).toThrow("not a name");
});

test("an insert whose rows are the body reads them from the file", () => {
  expect(insertFromFile("INSERT INTO t (a, b) FORMAT RowBinary", "/d/it's")).toBe(
    String.raw`INSERT INTO t (a, b) FROM INFILE '/d/it\'s' FORMAT RowBinary`,
  );
  expect(insertFromFile("insert into t\nsettings async_insert=0\nformat RowBinary\n", "/f")).toBe(
    "insert into t FROM INFILE '/f'\nsettings async_insert=0 FORMAT RowBinary",
  );
});

test("other statements have no body", () => {
  expect(insertFromFile("SELECT 1 FORMAT JSON", "/f")).toBeNull();
  expect(insertFromFile("INSERT INTO t VALUES (1)", "/f")).toBeNull();
});
