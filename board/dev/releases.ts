import {
  SCHEMA_VERSION,
  type GateResponse,
  type Period,
  type Release,
  type ReleasesResponse,
} from "@governor/contract";
import { findingsOf } from "./findings.ts";
import { markersOf, type Mode } from "./fixtures.ts";
import { DEPLOYED_AGO_MS } from "./story.ts";

const DAY_MS = 86_400_000;

export function releasesOf(period: Period, mode: Mode, nowMs: number): ReleasesResponse {
  const event = markersOf(nowMs)[0] ?? null;
  const releases: Release[] = [
    release("cases-api", "v2", "v1", nowMs - DEPLOYED_AGO_MS + 4_000, nowMs, 71_200),
    {
      ...release("media", "2026.11.23", "2026.11.19", null, null, 0),
      event: event && {
        ...event,
        id: "d-3",
        service: "media",
        release: "2026.11.23",
        timeUnixMs: nowMs - 600_000,
        owner: "timeline",
        actor: "ci",
        sha: "77aa01bc",
        url: "",
        title: "Announced, not seen yet",
      },
    },
    release("entities-api", "v14", "v13", nowMs - 3 * DAY_MS, nowMs, 214_000),
    release("media", "2026.11.19", "2026.11.02", nowMs - 4 * DAY_MS, nowMs, 160_000),
    release("cases-api", "v1", "v0", nowMs - 9 * DAY_MS, nowMs - DEPLOYED_AGO_MS, 981_000),
    release("entities-api", "v13", "", nowMs - 20 * DAY_MS, nowMs - 3 * DAY_MS, 640_000),
    release("media", "2026.11.02", "", nowMs - 21 * DAY_MS, nowMs - 4 * DAY_MS, 1_260_000),
    release("cases-api", "v0", "", nowMs - 26 * DAY_MS, nowMs - 9 * DAY_MS, 2_400_000),
  ];
  const first = releases[0];
  if (first) first.event = event;
  return { schemaVersion: SCHEMA_VERSION, period, releases: mode === "quiet" ? [] : releases };
}

export function gateOf(wanted: string, nowMs: number): GateResponse {
  const [breach] = findingsOf(nowMs);
  const verdicts = breach ? [breach.verdict] : [];
  const pass = verdicts.map((verdict) => ({
    ...verdict,
    outcome: "pass" as const,
    summary: "Case search › Graph fetch: p95 401 ms (n = 9,120) is within its target of 450 ms.",
    n: 9_120,
  }));
  const few = verdicts.map((verdict) => ({
    ...verdict,
    outcome: "not-enough-data" as const,
    summary: "Export & report › Request acknowledged: 84 of the 200 calls it takes to judge.",
    n: 84,
  }));
  return {
    schemaVersion: SCHEMA_VERSION,
    release: wanted,
    env: "prod",
    fromMs: nowMs - DEPLOYED_AGO_MS,
    toMs: nowMs,
    outcome: wanted === "v2" ? "breach" : "pass",
    notJudged: [],
    verdicts: wanted === "v2" ? [...verdicts, ...few, ...pass] : pass,
  };
}

function release(
  service: string,
  name: string,
  previous: string,
  firstSeenMs: number | null,
  lastSeenMs: number | null,
  spans: number,
): Release {
  return { service, env: "prod", release: name, previous, firstSeenMs, lastSeenMs, spans, event: null };
}
