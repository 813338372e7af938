import { expect, test } from "vitest";

import { countMentions, rewriteTable } from "./rewrite.sql.ts";

test("the statements over one table", () => {
  expect(rewriteTable("findings")).toBe("VACUUM (FULL) public.findings");
  expect(countMentions("findings")).toBe(
    "SELECT count(*)::text AS rows FROM public.findings t WHERE to_jsonb(t)::text LIKE $1",
  );
});

test("names of any other form are refused", () => {
  expect(() => rewriteTable("findings; DROP TABLE findings")).toThrow(RangeError);
  expect(() => countMentions("Findings")).toThrow(RangeError);
});
