import { defineConfig } from "vitest/config";

/** Real files of other systems, from the folder in GOVERNOR_SHARED_DATA: `make conformance`. */
export default defineConfig({
  test: {
    include: ["test/conformance/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
