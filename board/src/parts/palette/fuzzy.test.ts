import { expect, test } from "vitest";
import { fuzzy } from "./fuzzy.ts";

const TEXTS = ["Journeys", "Offenders", "GET /cases/search", "GET /cases/:id/graph", "POST /entities", "cases-api"];

test.each([
  ["offend", "Offenders"],
  ["gcs", "GET /cases/search"],
  ["graph", "GET /cases/:id/graph"],
  ["cases", "cases-api"],
  ["ent post", "POST /entities"],
])("%s finds %s first", (typed, expected) => {
  expect(best(typed)[0]).toBe(expected);
});

test("letters have to come in their order, every word has to be there", () => {
  expect(fuzzy("yenruoj", "Journeys")).toBeNull();
  expect(fuzzy("cases payments", "GET /cases/search")).toBeNull();
});

test("the letters that matched are told, so that they can be marked", () => {
  expect(fuzzy("gcs", "GET /cases/search")?.at).toEqual([0, 5, 11]);
  expect(fuzzy("search", "GET /cases/search")?.at).toEqual([11, 12, 13, 14, 15, 16]);
});

test("nothing typed matches everything", () => {
  expect(best("")).toHaveLength(TEXTS.length);
});

test("scattered letters in a sentence are chance, a word in it is not", () => {
  const sentence =
    "Case search › Search API: p95 912 ms (95 % interval 881 ms to 943 ms) is over its target of 600 ms.";
  expect(fuzzy("cspims", sentence)).toBeNull();
  expect(fuzzy("interval", sentence)).not.toBeNull();
});

function best(typed: string): string[] {
  return TEXTS.flatMap((text) => {
    const match = fuzzy(typed, text);
    return match ? [{ text, score: match.score }] : [];
  })
    .toSorted((a, b) => b.score - a.score)
    .map(({ text }) => text);
}
