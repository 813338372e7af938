import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { SYSTEM_SCOPE } from "../scope.ts";
import { slotWithin, sourceFor, type SourceQuery } from "./source.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 23, 10, 20, 30);

function last(lengthMs: number, more: Partial<SourceQuery> = {}, scope = SYSTEM_SCOPE) {
  return sourceFor({ fromMs: NOW - lengthMs, toMs: NOW, nowMs: NOW, ...more }, scope);
}

test("a period of up to six hours is read from the spans, to the millisecond", () => {
  expect(last(6 * HOUR_MS)).toEqual({ rollup: null, unitMs: 1, fromMs: NOW - 6 * HOUR_MS, toMs: NOW });
  expect(last(6 * HOUR_MS + 1).rollup).toBe("rollup_minute");
});

test("a longer one is read from the coarsest rollup of which it holds 24 units", () => {
  expect(last(23 * HOUR_MS).rollup).toBe("rollup_minute");
  expect(last(24 * HOUR_MS).rollup).toBe("rollup_hour");
  expect(last(23 * DAY_MS).rollup).toBe("rollup_hour");
  expect(last(24 * DAY_MS).rollup).toBe("rollup_day");
});

test("a rollup's period is in whole units, all that were touched, and does not end after now", () => {
  expect(last(30 * DAY_MS)).toEqual({
    rollup: "rollup_day",
    unitMs: DAY_MS,
    fromMs: Date.UTC(2026, 9, 24),
    toMs: NOW,
  });
  const toMs = NOW - 10 * DAY_MS;
  const earlier = sourceFor({ fromMs: toMs - 30 * DAY_MS, toMs, nowMs: NOW }, SYSTEM_SCOPE);
  expect([earlier.fromMs, earlier.toMs]).toEqual([Date.UTC(2026, 9, 14), Date.UTC(2026, 10, 14)]);
});

test("a chart is read from a rollup that its slots can be made of", () => {
  expect(last(30 * DAY_MS, { slotMs: 12 * HOUR_MS }).rollup).toBe("rollup_hour");
  expect(last(24 * HOUR_MS, { slotMs: HOUR_MS / 4 }).rollup).toBe("rollup_minute");
});

test("what tells tenants apart is read from the spans for two days, then by day", () => {
  const limited = { ...SYSTEM_SCOPE, tenants: ["acme"] };
  for (const [query, scope] of [
    [{ tags: { tenant: "acme" } }, SYSTEM_SCOPE],
    [{ byTenant: true }, SYSTEM_SCOPE],
    [{}, limited],
  ] as const) {
    expect(last(2 * DAY_MS, query, scope).rollup).toBeNull();
    expect(last(2 * DAY_MS + 1, { ...query, slotMs: HOUR_MS }, scope).rollup).toBe("rollup_tenant_day");
  }
});

test("slots are whole units of the source, none shorter than asked for", () => {
  const days = last(7 * DAY_MS, { byTenant: true });
  expect(slotWithin(days, HOUR_MS)).toBe(DAY_MS);
  expect(slotWithin(days, 1.5 * DAY_MS)).toBe(2 * DAY_MS);
  expect(slotWithin(last(HOUR_MS), 30_000)).toBe(30_000);
});

test("a short period long ago is read from what is still kept of it", () => {
  const ago = (days: number) => {
    const toMs = NOW - days * DAY_MS;
    return sourceFor({ fromMs: toMs - HOUR_MS, toMs, nowMs: NOW }, SYSTEM_SCOPE).rollup;
  };
  expect([ago(13), ago(20), ago(34), ago(36), ago(500)]).toEqual([
    null,
    "rollup_minute",
    "rollup_minute",
    "rollup_hour",
    "rollup_hour",
  ]);
});

test("how long a table is kept is what its migration says", () => {
  const sql = ["0001_facts", "0002_rollups"]
    .map((name) => readFileSync(new URL(`migrations/${name}.sql`, import.meta.url), "utf8"))
    .join("\n");
  const days = (table: string) =>
    Number(new RegExp(`CREATE TABLE IF NOT EXISTS ${table}\\b.*?INTERVAL (\\d+) DAY`, "s").exec(sql)?.[1]);
  const tables = ["spans", "rollup_minute", "rollup_hour", "rollup_day", "rollup_tenant_day"];
  expect(tables.map(days)).toEqual([14, 35, 400, 400, 400]);
});
