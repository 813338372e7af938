import { expect, test } from "vitest";

import { freezeTable } from "./freeze.sql.ts";

const COPY = "backup_00000000000040008000000000000000";

test("a table is frozen under the copy's name", () => {
  expect(freezeTable("trace_spans", COPY)).toBe(`ALTER TABLE trace_spans FREEZE WITH NAME '${COPY}'`);
});

test("names of any other form are refused", () => {
  expect(() => freezeTable("spans; DROP TABLE spans", COPY)).toThrow(RangeError);
  expect(() => freezeTable("spans", "x' OR '")).toThrow(RangeError);
});
