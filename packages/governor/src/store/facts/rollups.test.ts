import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { SYSTEM_SCOPE } from "../scope.ts";
import type { FactBatch } from "./facts.ts";
import { openFacts, type FactsHandle } from "./open.ts";

let dir: string;
let facts: FactsHandle;

const ROLLUPS = ["rollup_minute", "rollup_hour", "rollup_day", "rollup_tenant_day"];
const NOW_MS = Date.now();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "governor-rollups-"));
  // As a store of the first schema: what it holds is filled into the rollups by the upgrade.
  facts = await openFacts({ dataDir: dir, log: SILENT_LOG, upToVersion: 1 });
  await facts.insert(
    batch("before", [
      { tenant: "old", weight: 2.5 },
      { tenant: "old", startMs: NOW_MS - 90_000_000 },
    ]),
  );
  await facts.close();
  facts = await openFacts({ dataDir: dir, log: SILENT_LOG });
}, 60_000);

afterAll(async () => {
  await facts.close();
  await rm(dir, { recursive: true });
});

interface Fields {
  tenant: string;
  startMs: number;
  weight: number;
  name: string;
  attributes: Record<string, string>;
}

const text = (value: string) => Buffer.concat([Buffer.of(Buffer.byteLength(value)), Buffer.from(value)]);
const i64 = (value: bigint) => Buffer.from(new BigInt64Array([value]).buffer);
const f64 = (value: number) => Buffer.from(new Float64Array([value]).buffer);

function batch(token: string, spans: Partial<Fields>[]): FactBatch {
  return {
    table: "trace_spans",
    columns: ["received_at", "start_time", "duration_ns", "kind", "name", "service", "tenant", "attributes", "weight"],
    format: "RowBinary",
    token,
    async *body() {
      for (const span of spans) {
        const { tenant = "acme", startMs = NOW_MS, weight = 1, name = "handle", attributes = {} } = span;
        const map = Object.entries(attributes).map(([key, value]) => Buffer.concat([text(key), text(value)]));
        yield Buffer.concat([
          i64(BigInt(NOW_MS)),
          i64(BigInt(startMs) * 1_000_000n),
          i64(250_000_000n),
          Buffer.of(2),
          text(name),
          text(token),
          text(tenant),
          Buffer.of(map.length),
          ...map,
          f64(weight),
        ]);
      }
    },
  };
}

/** A batch's token is its spans' service. */
function sums(service: string, what = "sum(span_count)") {
  return Promise.all(
    ROLLUPS.map(async (table) => {
      const asked = { text: `SELECT ${what} AS value FROM ${table} WHERE service = {service:String}`, name: "test" };
      return (await facts.read<{ value: unknown }>(asked, { service }, SYSTEM_SCOPE))[0]?.value;
    }),
  );
}

const four = <Value>(value: Value) => ROLLUPS.map(() => value);

test("a store of the first schema keeps its spans, which say nothing of caches, and gets its rollups", async () => {
  const asked = { text: "SELECT cache_hit, response_bytes FROM spans WHERE service = 'before'", name: "test" };
  const silent = { cache_hit: -1, response_bytes: "-1" };
  expect(await facts.read(asked, {}, SYSTEM_SCOPE)).toEqual([silent, silent]);
  expect(await sums("before")).toEqual(four("2"));
  expect(await sums("before", "sum(weight_sum)")).toEqual(four(3.5));
});

test("a filled store that is opened again is not filled twice", async () => {
  await facts.close();
  facts = await openFacts({ dataDir: dir, log: SILENT_LOG });
  expect(await sums("before")).toEqual(four("2"));
});

test("weights, cache hits and sizes are added up, each of those that said something", async () => {
  const attributes = { "governor.cache.hit": "true", "http.response.body.size": "1000" };
  await facts.insert(
    batch("measures", [
      { weight: 2.5, attributes },
      { weight: 1.5, attributes: { "governor.cache.hit": "false", "http.response_content_length": "200" } },
      { weight: 4 },
      { attributes: { "governor.cache.hit": "perhaps", "http.response.body.size": "-3" } },
    ]),
  );
  expect(await sums("measures", "sum(weight_sum)")).toEqual(four(9));
  expect(await sums("measures", "(sum(cache_weight_sum), sum(cache_hit_weight_sum))")).toEqual(four([4, 2.5]));
  expect(await sums("measures", "(sum(response_weight_sum), sum(response_bytes_sum))")).toEqual(four([4, 2_800]));
  // ceil(ln(250001) / ln(1.0202))
  expect(await sums("measures", "sumMap(buckets)")).toEqual(four({ 622: 9 }));
});

test("a late span is counted in the slot in which it began", async () => {
  await facts.insert(batch("late", [{ startMs: NOW_MS - 3 * 86_400_000 }]));
  const day = new Date(NOW_MS - 3 * 86_400_000).toISOString().slice(0, 10);
  expect(await sums("late", "any(toDate(slot))")).toEqual(four(day));
});

test("names that hold ids do not make a row each", async () => {
  const ids = ["12345", "550e8400-e29b-41d4-a716-446655440000", "0123456789abcdef0123", "98765432"];
  await facts.insert(batch("ids", [...ids.map((id) => ({ name: `job ${id}` })), { name: "job v2 1234" }]));
  expect(await sums("ids", "arraySort(groupUniqArray(name))")).toEqual(four(["job *", "job v2 1234"]));
});

test("a batch sent again under its token is not counted again", async () => {
  const spans = Array.from({ length: 50 }, (_, i) => ({ tenant: `t${i % 7}`, startMs: NOW_MS - i * 1_000_000 }));
  await facts.insert(batch("replayed", spans));
  await facts.insert(batch("replayed", spans));
  expect(await sums("replayed")).toEqual(four("50"));
});

test("killed in the middle of inserts and sent them again, the engine has counted every span once", async () => {
  const up = new Promise<void>((resolve) => facts.onUp(resolve));
  const victim = facts.pid!;
  const spans = Array.from({ length: 200 }, (_, i) => ({ tenant: `t${i % 7}`, startMs: NOW_MS - i * 1_000_000 }));
  const tokens = Array.from({ length: 12 }, (_, i) => `killed-${i}`);
  const failed: string[] = [];
  for (const [i, token] of tokens.entries()) {
    if (i === 5) setImmediate(() => process.kill(victim, "SIGKILL"));
    await facts.insert(batch(token, spans)).catch(() => failed.push(token));
  }
  expect(failed.length).toBeGreaterThan(0);
  await up;
  // As the log does: everything again, what was answered included.
  for (const token of tokens) await facts.insert(batch(token, spans));
  for (const token of tokens) expect(await sums(token), token).toEqual(four("200"));
}, 60_000);
