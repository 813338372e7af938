import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { GovernorError } from "../../errors.ts";
import { SILENT_LOG, type Log } from "../../log.ts";
import type { Scope } from "../scope.ts";
import { privateSocketDir, removeSocketDir } from "../socket-dir.ts";
import { sqlFile } from "../sql.ts";
import { supervise, type Supervised } from "../supervise.ts";
import { factsClient, type FactsClient } from "./client.ts";
import { startFactsEngine } from "./engine/start.ts";
import type { FactBatch, Facts, Parameters, Sql } from "./facts.ts";
import { migrateFacts } from "./schema/migrate.ts";
import { reachesAroundFilters, scopeFilters, type ScopedTable } from "./scope.sql.ts";

export type FactsOptions = ({ url: string; log?: Log } | { dataDir: string; log: Log }) & {
  /** Newest migration to apply; all without it. For restoring a backup into the schema it was made of. */
  upToVersion?: number;
};

/** The open store. With an address there is no process of ours: `pid` is undefined and `restarts` stays 0. */
export interface FactsHandle extends Facts {
  /** The embedded engine's process; undefined while it is down. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Statements outside of any scope, for upkeep: sizes, backup, erasure. */
  readonly client: FactsClient;
  /** Where the embedded engine keeps its files; null by URL. */
  readonly engineDir: string | null;
  onDown(listener: (reason: string) => void): void;
  onUp(listener: () => void): void;
}

const SOCKET_NAME = "facts.sock";

/**
 * Opens the facts store: the embedded engine under `<dataDir>/facts`, or a ClickHouse server by
 * `http(s)://user:password@host:port/database`. Its migrations are applied before it resolves.
 *
 * @throws GovernorError `store.locked`, `store.schema-newer`, `store.migration-failed`, `store.engine-failed`,
 * `facts.unavailable`, `config.invalid`
 */
export async function openFacts(options: FactsOptions): Promise<FactsHandle> {
  const log = options.log ?? SILENT_LOG;
  if ("url" in options) return migrated(factsClient(options), undefined, null, options, log);
  const dir = join(options.dataDir, "facts");
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const socketDir = await privateSocketDir(join(dir, "run"), SOCKET_NAME);
  const socketPath = join(socketDir, SOCKET_NAME);
  const engine = await supervise({
    name: "facts",
    log,
    start: () => startFactsEngine({ dir, socketPath, log }),
    afterStop: () => removeSocketDir(socketDir),
  });
  return migrated(factsClient({ socketPath }), engine, join(dir, "data"), options, log);
}

async function migrated(
  client: FactsClient,
  engine: Supervised | undefined,
  engineDir: string | null,
  { upToVersion }: FactsOptions,
  log: Log,
): Promise<FactsHandle> {
  try {
    await migrateFacts(client, log, upToVersion);
    const tables = await client.rows<ScopedTable>(sqlFile(import.meta.url, "schema/scoped-tables.sql"), {});
    return new OpenFacts(client, engine, engineDir, tables);
  } catch (error) {
    await client.close();
    await engine?.stop();
    throw error;
  }
}

class OpenFacts implements FactsHandle {
  readonly client: FactsClient;
  readonly engineDir: string | null;
  readonly #engine: Supervised | undefined;
  readonly #tables: readonly ScopedTable[];

  constructor(
    client: FactsClient,
    engine: Supervised | undefined,
    engineDir: string | null,
    tables: readonly ScopedTable[],
  ) {
    this.client = client;
    this.engineDir = engineDir;
    this.#engine = engine;
    this.#tables = tables;
  }

  get pid(): number | undefined {
    return this.#engine?.pid;
  }

  get restarts(): number {
    return this.#engine?.restarts ?? 0;
  }

  onDown(listener: (reason: string) => void): void {
    this.#engine?.onDown(listener);
  }

  onUp(listener: () => void): void {
    this.#engine?.onUp(listener);
  }

  async read<Row>(sql: Sql, parameters: Parameters, scope: Scope): Promise<Row[]> {
    const filters = scopeFilters(this.client.database, this.#tables, scope);
    if (filters !== null && reachesAroundFilters(sql.text)) {
      const problem = "a limited read may not call table functions";
      throw new GovernorError("facts.failed", { name: sql.name, problem, engine_code: "none" });
    }
    return this.client.rows<Row>(sql, parameters, { tableFilters: filters });
  }

  insert(batch: FactBatch): Promise<void> {
    return this.client.insert(batch);
  }

  async ping(timeoutMs: number): Promise<void> {
    await this.client.rows(sqlFile(import.meta.url, "schema/ping.sql"), {}, { signal: AbortSignal.timeout(timeoutMs) });
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.#engine?.stop();
  }
}
