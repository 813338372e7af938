import type { Client } from "pg";
import { connect } from "../database/open.ts";
import { sqlFile } from "../database/sql.ts";

/**
 * `n-plus-one`: the search loads owner and last event row by row. `missing-index`: the timeline's index is gone.
 * `slow-model`: the model server takes four times as long a token. `fat-payload`: the search sends along what nobody reads.
 * `cache-off`: every look-up of the services' caches misses. `noisy-tenant`: the largest customer floods the search.
 */
export const FAULTS = [
  "n-plus-one",
  "missing-index",
  "slow-model",
  "fat-payload",
  "cache-off",
  "noisy-tenant",
] as const;
export type Fault = (typeof FAULTS)[number];

const POLL_INTERVAL_MS = 500;

const readFaults = sqlFile(import.meta.url, "read.sql");
const writeFault = sqlFile(import.meta.url, "write.sql");
const dropIndex = sqlFile(import.meta.url, "drop-index.sql");
const createIndex = sqlFile(import.meta.url, "create-index.sql");

/** Switches a fault; `missing-index` really drops the index, or builds it again, while traffic goes on. */
export async function switchFault(url: string, fault: Fault, isOn: boolean): Promise<void> {
  const client = await connect(url);
  try {
    if (fault === "missing-index") {
      // A concurrent build that was cut off leaves an index that exists and serves nobody: drop before building.
      await client.query(dropIndex);
      if (!isOn) await client.query(createIndex);
    }
    await client.query(writeFault, [fault, isOn]);
  } finally {
    await client.end();
  }
}

/** Every fault, and whether it is on. */
export async function faultStatus(url: string): Promise<Record<Fault, boolean>> {
  const client = await connect(url);
  try {
    return await read(client);
  } finally {
    await client.end();
  }
}

/** A healthy start, whatever was left on: also builds the index the first time. */
export async function clearFaults(url: string): Promise<void> {
  const before = await faultStatus(url);
  for (const fault of FAULTS) {
    if (before[fault] && fault !== "missing-index") await switchFault(url, fault, false);
  }
  const client = await connect(url);
  try {
    if (!before["missing-index"]) await client.query(createIndex);
  } finally {
    await client.end();
  }
  if (before["missing-index"]) await switchFault(url, "missing-index", false);
}

export interface FaultWatch {
  isOn(fault: Fault): boolean;
  stop(): Promise<void>;
}

/**
 * Reads the switches twice a second over a connection of its own: a pool that a fault has filled up would delay the
 * news that the fault is over. While the database is away the last known state stays.
 */
export async function watchFaults(url: string): Promise<FaultWatch> {
  let state = await faultStatus(url);
  let client: Client | null = null;
  const poll = async (): Promise<void> => {
    try {
      client ??= await connect(url);
      state = await read(client);
    } catch {
      await client?.end().catch(() => {});
      client = null;
    }
  };
  let polling = Promise.resolve();
  const timer = setInterval(() => (polling = polling.then(poll)), POLL_INTERVAL_MS);
  return {
    isOn: (fault) => state[fault],
    stop: async () => {
      clearInterval(timer);
      await polling;
      await client?.end();
    },
  };
}

async function read(client: Client): Promise<Record<Fault, boolean>> {
  const { rows } = await client.query<{ name: string; isOn: boolean }>(readFaults);
  const on = new Set(rows.filter((row) => row.isOn).map((row) => row.name));
  return Object.fromEntries(FAULTS.map((fault) => [fault, on.has(fault)])) as Record<Fault, boolean>;
}
