import { Client, DatabaseError, Pool, type QueryResult } from "pg";
import { sqlFile } from "./sql.ts";

const CONNECT_TIMEOUT_MS = 5_000;
/** A statement nobody waits for any more must not hold a connection: callers give up after 5 s (load/visits.ts). */
const STATEMENT_TIMEOUT_MS = 5_000;

/** The last part of the path; `new URL` refuses the host-less form that Unix sockets take. */
const DATABASE_IN_URL = /\/([^/?]+)(\?|$)/;

const describeDatabase = sqlFile(import.meta.url, "describe-database.sql");

/**
 * A pool as a service uses it. One core of two is the most a single statement may take, hence no parallel workers.
 * A lost connection is dropped from the pool and the next query opens a new one.
 */
export function openPool(url: string, maxConnections: number): Pool {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    options: "-c max_parallel_workers_per_gather=0 -c timezone=UTC",
  });
  pool.on("error", (error) =>
    console.error(JSON.stringify({ event: "database connection lost", reason: error.message })),
  );
  // A client that is checked out when its server dies tells it as an event; the query it serves fails by itself.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.query = ((text: string, values?: unknown[]) => queryAsAsker(pool, text, values)) as Pool["query"];
  return pool;
}

/**
 * The pool's own `query` runs a statement that had to wait in the context of whoever gave the connection back, so its
 * span would stand in that request's trace. What follows an `await` runs in the context of who awaits.
 */
async function queryAsAsker(pool: Pool, text: string, values: unknown[] | undefined): Promise<QueryResult> {
  const client = await pool.connect();
  try {
    const result = await client.query(text, values);
    client.release();
    return result;
  } catch (error) {
    // After a refused statement the connection is as good as before; after anything else it is not known.
    client.release(!(error instanceof DatabaseError));
    throw error;
  }
}

/** One connection without a statement timeout, for what runs long: seeding, building an index. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Creates the database the URL names when the server is there and the database is not. */
export async function ensureDatabase(url: string): Promise<void> {
  try {
    await (await connect(url)).end();
  } catch (error) {
    if ((error as { code?: string }).code !== "3D000") throw error; // invalid_catalog_name
    await createDatabase(url);
  }
}

async function createDatabase(url: string): Promise<void> {
  const [, database = ""] = DATABASE_IN_URL.exec(url) ?? [];
  const client = await connect(url.replace(DATABASE_IN_URL, "/postgres$2"));
  try {
    // A database's name cannot be bound as a parameter: the server quotes it and hands the statement back.
    const { rows } = await client.query<{ statement: string }>(describeDatabase, [decodeURIComponent(database)]);
    await client.query(rows[0]?.statement ?? "");
  } finally {
    await client.end();
  }
}
