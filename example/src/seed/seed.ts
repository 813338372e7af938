import { connect, ensureDatabase } from "../database/open.ts";
import { sqlFile } from "../database/sql.ts";

/** 21,000 cases make 1.2 million rows; 20,000 cases are the sixth tenant's. Measured 21 s beside work that filled both cores. */
export const DEFAULT_CASES_COUNT = 21_000;
/** Ids are computed as `case × 32 × 16` and have to stay below those the application hands out. */
export const CASES_COUNT_MAX = 1_000_000;

const file = (name: string): string => sqlFile(import.meta.url, name);

/** In this order: each makes its rows from those before it. */
const STEPS = ["tenants", "people", "cases", "entities", "relationships", "events", "last-events", "blobs", "media"];

export interface SeedResult {
  /** False when the data was already there for this size. */
  seeded: boolean;
  durationMs: number;
}

/**
 * Makes the database (when missing), its tables and its rows, all inside PostgreSQL. The same size always gives the
 * same rows; a second call changes nothing.
 * @param progress is told each step as it begins.
 */
export async function seed(url: string, casesCount: number, progress: (step: string) => void): Promise<SeedResult> {
  if (!Number.isInteger(casesCount) || casesCount < 1 || casesCount > CASES_COUNT_MAX) {
    throw new RangeError(`The number of cases is a whole number from 1 to ${CASES_COUNT_MAX}, not ${casesCount}.`);
  }
  const startMs = performance.now();
  await ensureDatabase(url);
  const client = await connect(url);
  try {
    await client.query(file("schema.sql"));
    const { rows } = await client.query<{ casesCount: number }>(file("read-seeded.sql"));
    if (rows[0]?.casesCount === casesCount) return { seeded: false, durationMs: performance.now() - startMs };
    await client.query(file("clear.sql"));
    for (const step of STEPS) {
      progress(step);
      await client.query(file(`${step}.sql`), step === "cases" ? [casesCount] : []);
    }
    progress("indexes");
    await client.query(file("indexes.sql"));
    await client.query(file("analyze.sql"));
    await client.query(file("write-seeded.sql"), [casesCount]);
    return { seeded: true, durationMs: performance.now() - startMs };
  } finally {
    await client.end();
  }
}
