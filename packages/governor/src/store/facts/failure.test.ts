import { ClickHouseError } from "@clickhouse/client";
import { expect, test } from "vitest";

import { factsError } from "./failure.ts";

const engine = (code: string, type: string) => new ClickHouseError({ code, type, message: "it said so" });

test("a connection that breaks is worth another try", () => {
  const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  expect(factsError(reset, "spans/read.sql")).toMatchObject({ code: "facts.unavailable" });
});

test("an engine short of memory or place is worth another try, a wrong statement is not", () => {
  expect(factsError(engine("241", "MEMORY_LIMIT_EXCEEDED"), "x")).toMatchObject({ code: "facts.unavailable" });
  expect(factsError(engine("62", "SYNTAX_ERROR"), "spans/read.sql")).toMatchObject({
    code: "facts.failed",
    message: "The facts store refused spans/read.sql: it said so.",
  });
});

test("a read over its time says so, an insert over its time is tried again", () => {
  expect(factsError(engine("159", "TIMEOUT_EXCEEDED"), "x", 15_000)).toMatchObject({ code: "facts.timeout" });
  expect(factsError(engine("159", "TIMEOUT_EXCEEDED"), "x")).toMatchObject({ code: "facts.unavailable" });
});
