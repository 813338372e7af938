import { test } from "vitest";

// Runs in the place of the suites where PostgreSQL 15 is not installed, so that a report names what did not run.
test.skip(
  "the state store's suites on PostgreSQL 15: it is not installed (Debian: sudo apt-get install postgresql-15)",
);
