import { expect, test } from "vitest";
import { besideOf } from "./cursor.ts";

test("the first key press goes to the first row, and the ends hold", () => {
  const keys = ["a", "b", "c"];
  expect(besideOf(keys, null, 1)).toBe(0);
  expect(besideOf(keys, null, -1)).toBe(0);
  expect(besideOf(keys, "b", 1)).toBe(2);
  expect(besideOf(keys, "c", 1)).toBe(2);
  expect(besideOf(keys, "a", -1)).toBe(0);
  expect(besideOf([], "a", 1)).toBe(-1);
});
