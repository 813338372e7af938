import { expect, test } from "vitest";
import { guardLanguage, usableLanguage } from "./language.ts";

test.each([
  ["en-US", "en-US"],
  ["en-US@posix", "en-US"],
  ["de_DE.UTF-8", "de-DE"],
  ["", "en"],
  ["@@", "en"],
])("the language %j is used as %j", (language, usable) => {
  expect(usableLanguage(language)).toBe(usable);
});

test("a browser with a POSIX locale is given one that Intl takes", () => {
  const navigator = Object.create({ language: "en-US@posix" }) as { language: string };
  guardLanguage(navigator);
  expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow();
});
