import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { Pool, type PoolClient } from "pg";

import { SILENT_LOG, type Log } from "../../log.ts";
import { GovernorError } from "../../errors.ts";
import type { Scope } from "../scope.ts";
import { sqlFile } from "../sql.ts";
import { startPostgres, type Postgres } from "./engine/start.ts";
import { stateError } from "./failure.ts";
import { migrateState } from "./schema/migrate.ts";
import { scopedQueries } from "./scoped.ts";
import type { State, StateQueries } from "./state.ts";
import { storable } from "./text.ts";

export type StateOptions = ({ url: string; log?: Log } | { dataDir: string; log: Log }) & {
  /** Newest migration to apply; all without it. For restoring a backup into the schema it was made of. */
  upToVersion?: number;
};

/** The open store. With an address there is no process of ours: `pid` is undefined and `restarts` stays 0. */
export interface StateHandle extends State {
  /** The embedded engine's process; undefined while it is down. */
  readonly pid: number | undefined;
  readonly restarts: number;
  onDown(listener: (reason: string) => void): void;
  onUp(listener: () => void): void;
}

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * Opens the state store: the embedded server under `<dataDir>/state`, or a PostgreSQL (15 or newer) by
 * `postgres://user:password@host:port/database`. Its migrations are applied before it resolves.
 *
 * @throws GovernorError `store.locked`, `store.schema-newer`, `store.migration-failed`, `store.engine-failed`,
 * `store.engine-missing`, `store.folder-unusable`, `state.unavailable`, `config.invalid`
 */
export async function openState(options: StateOptions): Promise<StateHandle> {
  const log = options.log ?? SILENT_LOG;
  const engine = "url" in options ? undefined : await embedded(options.dataDir, log);
  const connection = "url" in options ? { connectionString: checkedUrl(options.url) } : socketOf(engine);
  const state = new OpenState(connection, engine, log);
  try {
    state.bypasses = await migrateState(state, log, options.upToVersion);
    return state;
  } catch (error) {
    await state.close();
    throw error;
  }
}

async function embedded(dataDir: string, log: Log): Promise<Postgres> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // The server runs as another user then, and must come through to its own folder.
  if (process.getuid?.() === 0) await chmod(dataDir, 0o711);
  return startPostgres({ dataDir: join(dataDir, "state"), log });
}

/** By its beginning only: `postgres://user@/database?host=/socket` is right, and no URL by the web's rules. */
function checkedUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  throw new GovernorError("config.invalid", { setting: "state", problem: "it is not a postgres:// address" });
}

function socketOf(engine: Postgres | undefined): State["connection"] {
  if (engine === undefined) throw new Error("no engine");
  return { host: engine.socketDir, port: engine.port, user: engine.user, database: engine.database };
}

class OpenState implements StateHandle {
  /** Whether row security does not hold for who is connected; known once the migrations are applied. */
  bypasses = true;
  readonly connection: State["connection"];
  readonly #engine: Postgres | undefined;
  readonly #pool: Pool;

  constructor(connection: State["connection"], engine: Postgres | undefined, log: Log) {
    this.connection = connection;
    this.#engine = engine;
    this.#pool = new Pool({
      ...connection,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      application_name: "governor",
    });
    // A server that ends takes its connections along. Without a listener each of them, idle or in the middle
    // of a transaction, would end this process too; whoever uses one gets the error from its query.
    this.#pool.on("error", (error) => log.warn("store.state.connection-lost", { problem: error.message }));
    this.#pool.on("connect", (client) => void client.on("error", () => {}));
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

  query<Row>(sql: { readonly text: string; readonly name: string }, values?: readonly unknown[]): Promise<Row[]> {
    return queriesOn(this.#pool).query<Row>(sql, values);
  }

  scoped(scope: Scope): StateQueries {
    return scopedQueries(this, scope, this.bypasses);
  }

  async transaction<T>(work: (queries: StateQueries) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw stateError(error, "connect");
    });
    let broken = false;
    try {
      const queries = queriesOn(client);
      await queries.query({ text: "BEGIN", name: "begin" });
      const result = await work(queries);
      await queries.query({ text: "COMMIT", name: "commit" });
      return result;
    } catch (error) {
      // When even this fails the connection is of no more use.
      await client.query("ROLLBACK").catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async ping(timeoutMs: number): Promise<void> {
    const late = AbortSignal.timeout(timeoutMs);
    const timeout = new Promise<never>((_, reject) => {
      late.addEventListener("abort", () => {
        reject(new GovernorError("state.unavailable", { problem: `no answer within ${timeoutMs} ms` }));
      });
    });
    await Promise.race([this.query(sqlFile(import.meta.url, "schema/ping.sql")), timeout]);
  }

  async close(): Promise<void> {
    // A statement may go on for longer than a stop may wait; the engine ends its connections.
    const bound = new AbortController();
    await Promise.race([
      this.#pool.end(),
      pause(CLOSE_TIMEOUT_MS, undefined, { signal: bound.signal }).catch(() => {}),
    ]);
    bound.abort();
    await this.#engine?.stop();
  }
}

function queriesOn(client: Pool | PoolClient): StateQueries {
  return {
    async query<Row>(sql: { readonly text: string; readonly name: string }, values: readonly unknown[] = []) {
      try {
        const result = await client.query(sql.text, values.map(storable));
        return result.rows as Row[];
      } catch (error) {
        throw stateError(error, sql.name);
      }
    },
  };
}
