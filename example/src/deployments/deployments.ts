import type { Client } from "pg";
import { sqlFile } from "../database/sql.ts";

const readAll = sqlFile(import.meta.url, "read.sql");
const want = sqlFile(import.meta.url, "want.sql");
const wantFirst = sqlFile(import.meta.url, "want-first.sql");
const reportRunning = sqlFile(import.meta.url, "report-running.sql");

/** Which release of a service should run, and which one the supervisor last saw ready (null: none yet). */
export interface Deployment {
  service: string;
  release: string;
  sha: string;
  runningRelease: string | null;
}

type Database = Pick<Client, "query">;

export async function readDeployments(database: Database): Promise<Deployment[]> {
  return (await database.query<Deployment>(readAll)).rows;
}

/** Asks the supervisor for a release; it rolls it out within a second. */
export async function wantRelease(database: Database, service: string, release: string, sha: string): Promise<void> {
  await database.query(want, [service, release, sha]);
}

/** The release of a service that was never released; one that was keeps its own over restarts. */
export async function wantFirstRelease(database: Database, service: string, release: string): Promise<void> {
  await database.query(wantFirst, [service, release]);
}

export async function reportRunningRelease(database: Database, service: string, release: string | null): Promise<void> {
  await database.query(reportRunning, [service, release]);
}
