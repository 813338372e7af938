import { existsSync } from "node:fs";
import { installPackage } from "./apt.ts";

/** The way to the suites that need a PostgreSQL 15, for a machine where it may not be installed by us. */
export const ENABLE_POSTGRES_15_SUITES =
  "Install it (Debian: sudo apt-get install postgresql-15), or set GOVERNOR_POSTGRES_15 to its bin folder.";

/** Folder of the machine's PostgreSQL 15; installed where this user may do so, else null. */
export function postgres15(): string | null {
  const folder = process.env["GOVERNOR_POSTGRES_15"] ?? "/usr/lib/postgresql/15/bin";
  if (!existsSync(folder)) installPackage("postgresql-15", "the state store's suites by address need");
  return existsSync(folder) ? folder : null;
}
