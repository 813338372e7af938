import { expect, test } from "vitest";
import { commandOf, shellWord } from "./command.ts";

test("the command says only what is not the default", () => {
  expect(commandOf("journeys", {})).toBe("governor journeys");
  expect(commandOf("offenders endpoints", { from: "now-3h", env: "prod", q: "x" }, { sort: "p95" })).toBe(
    "governor offenders endpoints --from now-3h --env prod --sort p95",
  );
});

test("a value cannot leave its word in the shell", () => {
  expect(shellWord("it's; rm -rf $HOME")).toBe("'it'\\''s; rm -rf $HOME'");
  expect(shellWord("cases-api")).toBe("cases-api");
});
