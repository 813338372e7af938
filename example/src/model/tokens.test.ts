import { expect, test } from "vitest";
import { completionOf, countTokens } from "./tokens.ts";

const PROMPT = "Answer.\n[event 1] call: to Amber\n[event 2] note: about Basalt\n[event 3] call: again";

test("tokens are words, numbers in threes, and signs", () => {
  expect(countTokens("Call 12345, now!")).toBe(6);
  expect(countTokens("")).toBe(0);
});

test("an answer cites events of the prompt and tells its length", () => {
  const { text, tokens, isCut } = completionOf(PROMPT, 80);
  expect(text).toBe("By the file: call: to Amber [event 1]; note: about Basalt [event 2]; call: again [event 3];");
  expect(tokens).toBe(countTokens(text));
  expect(isCut).toBe(false);
});

test("an answer keeps to its limit of tokens, and says that it was cut", () => {
  const { tokens, isCut } = completionOf(PROMPT, 20);
  expect(tokens).toBeLessThanOrEqual(20);
  expect(isCut).toBe(true);
});
