import { GovernorError } from "../../errors.ts";
import { readMigrations } from "../migrations.ts";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("migrations", import.meta.url));
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

export interface ClusterOptions {
  cluster: string;
  database: string;
}

/**
 * The schema for a cluster: every table of the migrations as `<name>_local`, replicated, with a `Distributed` table of
 * its own name in front; views between the local tables, so that a shard rolls up what it stores. Spans are spread by
 * trace, so that a trace lies on one shard. Backfills are left out: a new cluster holds nothing. Each statement ends
 * with a semicolon. `{shard}` and `{replica}` are the servers' own macros.
 *
 * @throws GovernorError `config.invalid` for a name that is no plain identifier
 */
export function clusterDdl(options: ClusterOptions): string[] {
  const { cluster, database } = options;
  for (const [setting, name] of Object.entries({ cluster, database })) {
    if (!NAME.test(name)) {
      const problem = "it is not a plain name: a letter or _, then letters, digits and _, 63 at most";
      throw new GovernorError("config.invalid", { setting, problem });
    }
  }
  const migrations = readMigrations(FOLDER);
  const statements = migrations
    .flatMap((migration) => migration.statements)
    .map((text) => text.replace(/^\s*--.*$/gm, "").trim())
    .filter((text) => !/^(INSERT|TRUNCATE|DROP)\b/.test(text));
  const tables = statements.flatMap((text) => CREATE_TABLE.exec(text)?.[1] ?? []);
  return [
    `CREATE DATABASE IF NOT EXISTS ${database} ON CLUSTER ${cluster};`,
    ...statements.map((text) => `${onCluster(text, tables, options)};`),
    ...tables.map((table) => `${distributed(table, options)};`),
    // The server then takes the schema for made, and runs no migration of its own over the distributed tables.
    `CREATE TABLE IF NOT EXISTS ${database}.schema_migrations ON CLUSTER ${cluster}\n` +
      "(version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))\n" +
      "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/{table}', '{shard}-{replica}')\n" +
      "ORDER BY version;",
    ...migrations.map(
      ({ version, name }) =>
        `INSERT INTO ${database}.schema_migrations (version, name) VALUES (${version}, '${name}');`,
    ),
  ];
}

const CREATE_TABLE = /^CREATE TABLE IF NOT EXISTS (\w+)/;

function onCluster(text: string, tables: readonly string[], { cluster, database }: ClusterOptions): string {
  const local = (name: string): string => (tables.includes(name) ? `${database}.${name}_local` : `${database}.${name}`);
  return text
    .replace(
      /^(CREATE TABLE IF NOT EXISTS) (\w+)( AS (\w+))?/,
      (_all, create: string, name: string, as, from: string) =>
        `${create} ${local(name)} ON CLUSTER ${cluster}${as === undefined ? "" : ` AS ${local(from)}`}`,
    )
    .replace(
      /^(CREATE MATERIALIZED VIEW IF NOT EXISTS) (\w+) TO (\w+)/,
      (_all, create: string, name: string, to: string) =>
        `${create} ${local(name)} ON CLUSTER ${cluster} TO ${local(to)}`,
    )
    .replace(/^ALTER TABLE (\w+)/, (_all, name: string) => `ALTER TABLE ${local(name)} ON CLUSTER ${cluster}`)
    .replace(/\bFROM (\w+)/g, (_all, name: string) => `FROM ${local(name)} AS ${name}`)
    .replace(
      /^ENGINE = (\w*MergeTree)(?:\((\w+)\))?/m,
      (_all, engine: string, version: string | undefined) =>
        `ENGINE = Replicated${engine}(${[REPLICA_PATH, "'{replica}'", ...(version === undefined ? [] : [version])].join(", ")})`,
    );
}

const REPLICA_PATH = "'/clickhouse/tables/{shard}/{database}/{table}'";

/** What belongs together lies together: a trace on one shard, a change event by its id; sums may lie anywhere. */
const SHARD_KEYS: Readonly<Record<string, string>> = {
  trace_spans: "cityHash64(trace_id)",
  spans: "cityHash64(trace_id)",
  change_events: "cityHash64(id)",
};

function distributed(table: string, { cluster, database }: ClusterOptions): string {
  const key = SHARD_KEYS[table] ?? "rand()";
  return (
    `CREATE TABLE IF NOT EXISTS ${database}.${table} ON CLUSTER ${cluster} AS ${database}.${table}_local\n` +
    `ENGINE = Distributed(${cluster}, ${database}, ${table}_local, ${key})`
  );
}
