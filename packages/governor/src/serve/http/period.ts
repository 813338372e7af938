import { LIMITS, type TagSubset } from "@governor/contract";
import { z } from "zod";
import { GovernorError } from "../../errors.ts";

/** Query parameters that every read takes: the period and the tags to filter by. */
export const periodQuery = {
  from: periodStart("now-1h"),
  to: z.string().default("now").describe("End, same forms; not included"),
  service: tagFilter("service"),
  env: tagFilter("env"),
  tenant: tagFilter("tenant"),
  feature: tagFilter("feature"),
  domain: tagFilter("domain"),
  journey: tagFilter("journey"),
  step: tagFilter("step"),
  release: tagFilter("release"),
  team: tagFilter("team that owns it"),
};

/** Where a read starts when nobody says. */
export function periodStart(fallback: string): z.ZodDefault<z.ZodString> {
  return z.string().default(fallback).describe("Start: epoch milliseconds, an ISO time, or `now-15m` (s, m, h, d)");
}

/** A list route's row limit. */
export function rowLimit(fallback: number): z.ZodDefault<z.ZodCoercedNumber> {
  return z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMITS.listRows)
    .default(fallback)
    .describe(`Rows at most, up to ${LIMITS.listRows}`);
}

export interface PeriodFilter {
  fromMs: number;
  toMs: number;
  /** Only the tags that were asked for. */
  tags: TagSubset;
  /** Team id, empty for any. */
  team: string;
}

type PeriodQuery = z.output<z.ZodObject<typeof periodQuery>>;

/** Reads the period and filters of a query; throws `request.invalid` with what is wrong. */
export function readPeriod(query: PeriodQuery, nowMs: number): PeriodFilter {
  const fromMs = readTime(query.from, "from", nowMs);
  const toMs = readTime(query.to, "to", nowMs);
  if (fromMs >= toMs) throw new GovernorError("request.invalid", { problem: "`from` is not before `to`" });
  if (toMs - fromMs > LIMITS.readRangeDays * DAY_MS) {
    throw new GovernorError("request.invalid", { problem: `the period is longer than ${LIMITS.readRangeDays} days` });
  }
  const { from: _from, to: _to, team = "", ...rest } = query;
  const tags: TagSubset = {};
  for (const key of ["service", "env", "tenant", "feature", "domain", "journey", "step", "release"] as const) {
    const value = rest[key];
    if (value) tags[key] = value;
  }
  return { fromMs, toMs, tags, team };
}

/**
 * A chart's slots: round, few enough for a small picture, and beginning on round times, so that a picture
 * of the last hour does not change its past each time it is drawn.
 */
export function slotsOf({ fromMs, toMs }: PeriodFilter): { fromMs: number; slotMs: number } {
  const atLeastMs = (toMs - fromMs) / SERIES_SLOTS;
  const slotMs = SLOTS_MS.find((length) => length >= atLeastMs) ?? Math.ceil(atLeastMs / DAY_MS) * DAY_MS;
  return { fromMs: Math.ceil(fromMs / slotMs) * slotMs, slotMs };
}

const SERIES_SLOTS = LIMITS.seriesPoints / 2;
const DAY_MS = 86_400_000;
/** No half days: they would have to be read from the hours of weeks. */
const SLOTS_MS = [
  1_000,
  2_000,
  5_000,
  10_000,
  15_000,
  30_000,
  60_000,
  120_000,
  300_000,
  600_000,
  900_000,
  1_800_000,
  3_600_000,
  7_200_000,
  14_400_000,
  DAY_MS,
];
const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS };

/** A time of a query in epoch milliseconds: epoch milliseconds, ISO, `now` or `now-15m`. */
export function readTime(text: string, name: string, nowMs: number): number {
  const relative = /^now(?:-(\d{1,6})([smhd]))?$/.exec(text);
  if (relative) return nowMs - Number(relative[1] ?? 0) * (UNIT_MS[relative[2] ?? "s"] ?? 0);
  const epoch = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(epoch)) return epoch;
  throw new GovernorError("request.invalid", {
    problem: `\`${name}\` is ${JSON.stringify(text)}; it takes epoch milliseconds, an ISO time, or now-15m`,
  });
}

function tagFilter(what: string): z.ZodOptional<z.ZodString> {
  return z.string().max(LIMITS.tagBytes).optional().describe(`Only this ${what}`);
}
