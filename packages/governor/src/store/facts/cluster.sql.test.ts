import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { SILENT_LOG } from "../../log.ts";
import { clusterDdl } from "./cluster.sql.ts";
import { openFacts } from "./open.ts";

const DDL = clusterDdl({ cluster: "main", database: "governor" });

test("every table is replicated under a name of its own, with a distributed one in front", () => {
  const tables = ["trace_spans", "spans", "change_events", "rollup_minute", "rollup_hour", "rollup_day"];
  for (const table of [...tables, "rollup_tenant_day"]) {
    const local = DDL.find((text) =>
      text.startsWith(`CREATE TABLE IF NOT EXISTS governor.${table}_local ON CLUSTER main`),
    );
    expect(local, table).toMatch(
      /ENGINE = Replicated(Replacing|Aggregating)?MergeTree\('\/clickhouse\/tables\/\{shard\}/,
    );
    const front = DDL.find((text) => text.startsWith(`CREATE TABLE IF NOT EXISTS governor.${table} ON CLUSTER main`));
    expect(front, table).toContain(`ENGINE = Distributed(main, governor, ${table}_local, `);
  }
  expect(DDL.filter((text) => / trace_spans_local, | spans_local, /.test(text)).join()).toContain(
    "cityHash64(trace_id)",
  );
  expect(DDL.find((text) => text.includes("change_events_local ON"))).toContain("'{replica}', received_at)");
});

test("the views lie between the local tables, and nothing is filled, emptied or dropped", () => {
  expect(DDL.filter((text) => /^(INSERT|TRUNCATE|DROP)/.test(text)).join()).toMatch(
    /^(INSERT INTO governor\.schema_migrations \(version, name\) VALUES \(\d+, '\w+\.sql'\);,?)+$/,
  );
  const views = DDL.filter((text) => text.startsWith("CREATE MATERIALIZED VIEW"));
  expect(views.map((text) => /VIEW IF NOT EXISTS (\S+) ON CLUSTER main TO (\S+)/.exec(text)?.slice(1))).toEqual([
    ["governor.spans_of_traces", "governor.spans_local"],
    ["governor.rollup_day_of_hours", "governor.rollup_day_local"],
    ["governor.rollup_hour_of_minutes", "governor.rollup_hour_local"],
    ["governor.rollup_minute_of_spans", "governor.rollup_minute_local"],
    ["governor.rollup_tenant_day_of_spans", "governor.rollup_tenant_day_local"],
  ]);
  expect(views.every((text) => /FROM governor\.\w+_local AS \w+/.test(text))).toBe(true);
});

test("a statement names its cluster, database and nothing else of the caller's", () => {
  expect(() => clusterDdl({ cluster: "main; DROP TABLE spans", database: "governor" })).toThrow("plain name");
  expect(() => clusterDdl({ cluster: "main", database: "a.b" })).toThrow("plain name");
});

test("the engine parses every statement", async () => {
  const dir = await mkdtemp(join(tmpdir(), "governor-cluster-"));
  const facts = await openFacts({ dataDir: dir, log: SILENT_LOG });
  const parse = (text: string) => facts.client.command({ text: `EXPLAIN AST ${text}`, name: "parse" });
  await expect(parse("CREATE TABLE a ON CLUSTERED b")).rejects.toMatchObject({ code: "facts.failed" });
  for (const text of DDL) await expect(parse(text.slice(0, -1)), text).resolves.toBeUndefined();
  await facts.close();
  await rm(dir, { recursive: true });
});
