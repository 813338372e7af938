import { statfs } from "node:fs/promises";
import { join } from "node:path";

import { SCHEMA_VERSION, type StoreResponse } from "@governor/contract";

import { sizeOfQuarantine } from "../intake/log/quarantine-size.ts";
import type { Intake } from "../intake/intake.ts";
import { readFactsUsage, type FactsTableUsage } from "../store/facts/usage/read.ts";
import type { FactsHandle } from "../store/facts/open.ts";
import { seenBytesPerDay, forecast } from "../store/forecast.ts";
import { schemaVersions } from "../store/schema-versions.ts";
import { readStateUsage } from "../store/state/usage/read.ts";
import type { State } from "../store/state/state.ts";

export interface UsageOptions {
  dataDir: string;
  facts: Pick<FactsHandle, "client" | "engineDir">;
  state: State;
  stateIsEmbedded: boolean;
  intake: Pick<Intake, "stats">;
  nowMs: number;
}

/** What both stores and the log take on disk, and how long the disk lasts. */
export async function storeUsage(options: UsageOptions): Promise<StoreResponse> {
  const { dataDir, facts, state, nowMs } = options;
  const [inFacts, inState, versions, disk, quarantine] = await Promise.all([
    readFactsUsage(facts.client),
    readStateUsage(state),
    schemaVersions(facts.client, state),
    statfs(dataDir),
    sizeOfQuarantine(join(dataDir, "wal", "quarantine")),
  ]);
  const tables = inFacts.tables
    .map((table) => ({ ...table, bytesPerDay: seenBytesPerDay(table, inFacts.firstMs, nowMs) }))
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  const freeBytes = disk.bavail * disk.bsize;
  const stats = options.intake.stats();
  return {
    schemaVersion: SCHEMA_VERSION,
    facts: {
      place: facts.engineDir === null ? "url" : "embedded",
      schemaVersion: versions.facts,
      ...totalOf(tables),
      tables: tables.map(({ days: _, ...table }) => table),
      days: byDay(tables),
      bytesPerSpan: perSpan(tables),
    },
    state: { place: options.stateIsEmbedded ? "embedded" : "url", schemaVersion: versions.state, ...inState },
    log: {
      sizeBytes: stats.walBytes,
      segments: stats.walSegments,
      spansPending: stats.spansPending,
      quarantineBytes: quarantine.sizeBytes,
      quarantineFiles: quarantine.files,
    },
    disk: { totalBytes: disk.blocks * disk.bsize, freeBytes },
    // The disk of another machine cannot be seen from here.
    forecast: facts.engineDir === null ? null : forecastOf(tables, freeBytes),
  };
}

type Seen = FactsTableUsage & { bytesPerDay: number | null };

function forecastOf(tables: readonly Seen[], freeBytes: number): StoreResponse["forecast"] {
  const known = tables.flatMap((table) =>
    table.bytesPerDay === null ? [] : [{ ...table, bytesPerDay: table.bytesPerDay }],
  );
  return known.length === 0 ? null : forecast(known, freeBytes);
}

function byDay(tables: readonly FactsTableUsage[]): StoreResponse["facts"]["days"] {
  const days = Map.groupBy(
    tables.flatMap((table) => table.days),
    ({ day }) => day,
  );
  return [...days].map(([day, parts]) => ({ day, ...totalOf(parts) })).toSorted((a, b) => b.day.localeCompare(a.day));
}

/** Of everything that is made of spans, per span as it arrived. */
function perSpan(tables: readonly FactsTableUsage[]): number | null {
  const spans = tables.find(({ table }) => table === "trace_spans")?.rows ?? 0;
  const made = tables.filter(({ table }) => table !== "change_events");
  return spans === 0 ? null : totalOf(made).sizeBytes / spans;
}

function totalOf(sizes: readonly { rows: number; sizeBytes: number }[]): { rows: number; sizeBytes: number } {
  return sizes.reduce(
    (total, { rows, sizeBytes }) => ({ rows: total.rows + rows, sizeBytes: total.sizeBytes + sizeBytes }),
    { rows: 0, sizeBytes: 0 },
  );
}
