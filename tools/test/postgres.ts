import { existsSync } from "node:fs";
import { installPackage } from "./apt.ts";

/** The way to the suites that need a PostgreSQL 15, for a machine where it may not be installed by us. */
export const ENABLE_POSTGRES_15_SUITES =
  "Install it (Debian: sudo apt-get install postgresql-15), or set GOVERNOR_POSTGRES_15 to its bin folder.";

/** Folder of the machine's PostgreSQL 15; installed in CI and containers where this user may do so, else null. */
export function postgres15(): string | null {
  const folder = process.env["GOVERNOR_POSTGRES_15"] ?? "/usr/lib/postgresql/15/bin";
  // Debian's package starts a server of its own: in a container or in CI that harms nobody.
  const isOurs = process.env["CI"] === "true" || !existsSync("/run/systemd/system");
  if (!existsSync(folder) && isOurs) installPackage("postgresql-15", "the state store's suites by address need");
  return existsSync(folder) ? folder : null;
}
