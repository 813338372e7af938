import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";

test("cells with commas, quotes or line breaks are quoted, null is empty", () => {
  expect(
    csvOf(
      ["a", "b"],
      [
        ['x,"y"', null],
        ["two\nlines", 0.5],
      ],
    ),
  ).toBe('a,b\r\n"x,""y""",\r\n"two\nlines",0.5\r\n');
});

test("text that a spreadsheet would run as a formula is not one any more", () => {
  expect(csvOf(["name"], [["=HYPERLINK(1)"], ["@cmd"]])).toBe("name\r\n'=HYPERLINK(1)\r\n'@cmd\r\n");
});

test("a negative number stays a number", () => {
  expect(csvOf(["change"], [[-0.04]])).toBe("change\r\n-0.04\r\n");
});
