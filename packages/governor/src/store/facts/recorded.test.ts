import { expect, test } from "vitest";
import { SYSTEM_SCOPE, type Scope } from "../scope.ts";
import type { Facts } from "./facts.ts";
import { recordedFacts, recordReads, scriptOf } from "./recorded.ts";

const SCOPE: Scope = { ...SYSTEM_SCOPE, actor: "local" };
const sql = { name: "offender/read.sql", text: "SELECT {service:String}, {only:Array(String)}\n" };
const facts = recordedFacts({ read: async () => [], insert: never, ping: never, close: never } as Pick<
  Facts,
  keyof Facts
>);

test("reads of one request are noted, those of another beside it are not", async () => {
  const [first, second] = await Promise.all([
    recordReads(() => facts.read(sql, { service: "a" }, SCOPE)),
    recordReads(async () => {
      await facts.read(sql, { service: "b" }, SCOPE);
      await facts.read(sql, { service: "c" }, SCOPE);
    }),
  ]);
  await facts.read(sql, { service: "nobody asked" }, SCOPE);
  expect(first?.map((read) => read.parameters["service"])).toEqual(["a"]);
  expect(second?.map((read) => read.parameters["service"])).toEqual(["b", "c"]);
});

test("a script sets every value and keeps the statement as it is in its file", () => {
  expect(scriptOf({ sql, parameters: { from_ms: 5, errors: true, service: "cases-api", only: ["a", "b"] } })).toBe(
    [
      "-- offender/read.sql",
      "SET param_from_ms = '5';",
      "SET param_errors = 'true';",
      "SET param_service = 'cases-api';",
      String.raw`SET param_only = '[\'a\',\'b\']';`,
      "SELECT {service:String}, {only:Array(String)};",
    ].join("\n"),
  );
});

test("a value cannot end its text", () => {
  const script = scriptOf({ sql, parameters: { service: "x'; DROP TABLE spans; --\n\\" } });
  expect(script).toContain(String.raw`SET param_service = 'x\'; DROP TABLE spans; --\n\\';`);
});

function never(): never {
  throw new Error("not expected");
}
