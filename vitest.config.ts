import { defineConfig } from "vitest/config";
import { POSTGRES_15 } from "./packages/governor/src/store/state/testing/postgres-15/where.ts";

const TIMEOUTS = { testTimeout: 30_000, hookTimeout: 60_000 };
const ON_POSTGRES_15 = "packages/governor/src/store/state/testing/postgres-15";
const EXCLUDE = ["**/node_modules/**", "**/dist/**", "test/conformance/**"];

/** Suites that run a second time, each in a database on a PostgreSQL 15 by its address. */
const STATE_SUITES = [
  "packages/governor/src/act/**/{alert,finding,snooze}.test.ts",
  "packages/governor/src/catalog/**/{change,live}.test.ts",
  "packages/governor/src/records/**/*.test.ts",
  "packages/governor/src/serve/readiness.test.ts",
  "packages/governor/src/serve/schedule/{run-judges,schedule}.test.ts",
  `${ON_POSTGRES_15}/server.test.ts`,
];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...TIMEOUTS,
          name: "parts",
          include: [
            "packages/*/src/**/*.test.ts",
            "board/src/**/*.test.{ts,tsx}",
            "example/src/**/*.test.ts",
            "tools/**/*.test.ts",
            "bench/**/*.test.ts",
            "test/tidy/**/*.test.ts",
            "test/tidy.test.ts",
          ],
          exclude: [...EXCLUDE, `${ON_POSTGRES_15}/**`],
          sequence: { groupOrder: 0 },
        },
      },
      ...(POSTGRES_15 === null
        ? [
            {
              test: { name: "postgres-15", include: [`${ON_POSTGRES_15}/absent.test.ts`], sequence: { groupOrder: 2 } },
            },
          ]
        : [
            onPostgres15("owner", STATE_SUITES),
            onPostgres15("superuser", ["packages/governor/src/store/state/scoped.test.ts"]),
          ]),
      {
        test: {
          ...TIMEOUTS,
          name: "system",
          include: ["test/*.test.ts"],
          exclude: [...EXCLUDE, "test/tidy.test.ts"],
          // One after another: each runs a whole system, and one of them overloads its database on purpose.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

function onPostgres15(connectAs: "owner" | "superuser", include: string[]) {
  return {
    test: {
      ...TIMEOUTS,
      name: `postgres-15 as ${connectAs}`,
      include,
      exclude: EXCLUDE,
      provide: { connectAs },
      globalSetup: `${ON_POSTGRES_15}/start.ts`,
      setupFiles: `${ON_POSTGRES_15}/each-suite.ts`,
      sequence: { groupOrder: 2 },
    },
  };
}
