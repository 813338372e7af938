import { expect, test } from "vitest";

import { countRows, emptyTables, readRows, writeRows } from "./table.sql.ts";

test("the statements over one table", () => {
  expect(readRows("findings")).toBe(
    "DECLARE backup_rows NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM public.findings t",
  );
  expect(writeRows("keys", ["id", "name"])).toBe(
    "INSERT INTO public.keys (id, name) OVERRIDING SYSTEM VALUE " +
      "SELECT id, name FROM jsonb_populate_recordset(NULL::public.keys, $1::jsonb)",
  );
  expect(emptyTables(["findings", "keys"])).toBe("TRUNCATE public.findings, public.keys");
  expect(countRows("keys")).toBe("SELECT count(*)::text AS rows FROM public.keys");
});

test("names of any other form are refused", () => {
  expect(() => readRows("keys; DROP TABLE keys")).toThrow(RangeError);
  expect(() => writeRows("keys", ['id") SELECT 1 --'])).toThrow(RangeError);
  expect(() => emptyTables(["Keys"])).toThrow(RangeError);
});
