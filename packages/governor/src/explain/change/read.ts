import { LIMITS, type ChangeEvent, type ChangeKind, type TagSubset } from "@governor/contract";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { sourceFor } from "../../store/facts/source.ts";
import { sqlFile } from "../../store/sql.ts";

const CHANGES = sqlFile(import.meta.url, "changes.sql");
const RELEASES = sqlFile(import.meta.url, "releases.sql");
const RELEASES_ROLLUP = sqlFile(import.meta.url, "releases-rollup.sql");

export interface ChangesQuery {
  fromMs: number;
  toMs: number;
  /** `service`, `env` and `release` filter; an event that names no service or env is about all of them. */
  tags?: TagSubset;
}

/** Change events of a period, oldest first. */
export async function readChanges(facts: Facts, query: ChangesQuery, scope: Scope): Promise<ChangeEvent[]> {
  const { fromMs, toMs, tags = {} } = query;
  const parameters = {
    from_ms: Math.round(fromMs),
    to_ms: Math.round(toMs),
    service: tags.service ?? "",
    env: tags.env ?? "",
    release: tags.release ?? "",
    row_limit: LIMITS.listRows,
  };
  const rows = await facts.read<ChangeRow>(CHANGES, parameters, scope);
  return rows.map(({ time_unix_ms, ...event }) => ({ ...event, timeUnixMs: Number(time_unix_ms) }));
}

/** A release as telemetry shows it: the first and the last span that carry it, within the period that was read. */
export interface SeenRelease {
  service: string;
  env: string;
  release: string;
  firstSeenMs: number;
  lastSeenMs: number;
  spans: number;
}

export interface ReleasesQuery {
  fromMs: number;
  toMs: number;
  /** All services when left out. */
  services?: readonly string[];
  env?: string;
  release?: string;
  /** What else the spans must bear. */
  tags?: Pick<TagSubset, "tenant" | "feature" | "domain" | "journey" | "step">;
}

/** Releases that spans of the period carry, by first span; a long period is read in whole units of its rollup. */
export async function readReleasesSeen(facts: Facts, query: ReleasesQuery, scope: Scope): Promise<SeenRelease[]> {
  const { tags = {} } = query;
  const { rollup, fromMs, toMs } = sourceFor(query, scope);
  const parameters = {
    from_ms: Math.round(fromMs),
    to_ms: Math.round(toMs),
    services: query.services ?? [],
    tenant: tags.tenant ?? "",
    feature: tags.feature ?? "",
    domain: tags.domain ?? "",
    journey: tags.journey ?? "",
    step: tags.step ?? "",
    env: query.env ?? "",
    release: query.release ?? "",
    row_limit: LIMITS.listRows,
  };
  const rows = await (rollup === null
    ? facts.read<ReleaseRow>(RELEASES, parameters, scope)
    : facts.read<ReleaseRow>(RELEASES_ROLLUP, { ...parameters, rollup }, scope));
  return rows.map((row) => ({
    service: row.service,
    env: row.env,
    release: row.release,
    firstSeenMs: Number(row.first_seen_ms),
    lastSeenMs: Number(row.last_seen_ms),
    spans: Number(row.span_count),
  }));
}

interface ChangeRow {
  id: string;
  kind: ChangeKind;
  service: string;
  env: string;
  release: string;
  sha: string;
  actor: string;
  owner: string;
  url: string;
  title: string;
  time_unix_ms: string;
}

interface ReleaseRow {
  service: string;
  env: string;
  release: string;
  first_seen_ms: string;
  last_seen_ms: string;
  span_count: string;
}
