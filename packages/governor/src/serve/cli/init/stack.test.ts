import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nextSteps, stackOf } from "./stack.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "governor-stack-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const URL = "http://127.0.0.1:4318";

test("a Node.js project without OpenTelemetry is told how to get it, in its own words", () => {
  writeFileSync(join(folder, "package.json"), '{"name":"cases","dependencies":{"fastify":"5"}}');
  writeFileSync(join(folder, "Dockerfile"), "FROM node");
  mkdirSync(join(folder, ".github/workflows"), { recursive: true });
  writeFileSync(join(folder, ".github/workflows/ci.yml"), "jobs: {}");
  const stack = stackOf(folder);
  expect(stack).toEqual({
    frameworks: ["fastify"],
    hasOtel: false,
    name: "cases",
    hasDockerfile: true,
    runsGate: false,
  });
  const text = nextSteps(stack, URL).join("\n");
  expect(text).toContain("This is fastify on Node.js without OpenTelemetry");
  expect(text).toContain("OTEL_SERVICE_NAME=cases");
  expect(text).toContain("In the workflow: governor catalog push");
});

test("what is there already is not proposed", () => {
  writeFileSync(join(folder, "package.json"), '{"dependencies":{"@opentelemetry/sdk-node":"1"}}');
  mkdirSync(join(folder, ".github/workflows"), { recursive: true });
  writeFileSync(join(folder, ".github/workflows/ci.yml"), "run: npx governor gate --release x");
  const text = nextSteps(stackOf(folder), URL).join("\n");
  expect(text).not.toMatch(/npm install|governor gate/);
});

test("an empty folder, and a broken package.json, are no Node.js project", () => {
  expect(stackOf(folder)).toMatchObject({ name: null, runsGate: null });
  writeFileSync(join(folder, "package.json"), "{");
  expect(stackOf(folder)).toMatchObject({ name: null });
});
