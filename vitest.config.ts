import { defineConfig } from "vitest/config";

const TIMEOUTS = { testTimeout: 30_000, hookTimeout: 60_000 };
const EXCLUDE = ["**/node_modules/**", "**/dist/**", "test/conformance/**"];

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
          exclude: EXCLUDE,
          sequence: { groupOrder: 0 },
        },
      },
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
