import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { catalogJsonSchema } from "./json-schema.ts";

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");

test("docs/governor.schema.json is what the schema says; `npm run docs` makes it so", () => {
  expect(read("docs/governor.schema.json")).toBe(catalogJsonSchema());
});

test("the schema refuses unknown keys, and asks for no key that has a default", () => {
  const schema = JSON.parse(catalogJsonSchema()) as { additionalProperties: unknown; required: string[] };
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(["version"]);
});

test("the example begins with the line by which editors find the schema", () => {
  const text = read("example/governor.yaml");
  const [, path = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
  expect(new URL(path, "file:///repository/example/governor.yaml").pathname).toBe(
    "/repository/docs/governor.schema.json",
  );
  expect(parse(text)).toHaveProperty("version", 1);
});
