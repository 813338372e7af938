import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where Debian puts them; another place by GOVERNOR_POSTGRES_15. */
const FOLDER = process.env["GOVERNOR_POSTGRES_15"] ?? "/usr/lib/postgresql/15/bin";

/** Folder of PostgreSQL 15's programs, the oldest one that the state store is promised to work on; null where there is none. */
export const POSTGRES_15: string | null = existsSync(join(FOLDER, "initdb")) ? FOLDER : null;
