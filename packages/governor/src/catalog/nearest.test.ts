import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["serivce", ["service", "services", "server"], "service"],
  ["GTE", ["GET", "PUT"], "GET"],
  ["get", ["GET", "PUT"], "GET"],
  ["p59", ["p95", "window"], "p95"],
  ["banana", ["service", "window"], null],
  ["x", [], null],
])("for %j of %j a person meant %j", (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});
