import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { Client } from "pg";

import type { Log } from "../../../log.ts";
import { lockDataDir } from "../../lock.ts";
import { privateSocketDir, removeSocketDir } from "../../socket-dir.ts";
import { sqlFile } from "../../sql.ts";
import { supervise, type Supervised } from "../../supervise.ts";
import { postgresBinaries } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { endOrphan } from "./orphan.ts";
import { createDatabase, setPassword } from "./owner.sql.ts";
import { engineUser } from "./run-as.ts";
import { startServer } from "./server.ts";

export interface PostgresOptions {
  /** Holds the server's files; made if missing. As root it must lie where other users can reach it. */
  dataDir: string;
  log: Log;
  /** Listen on 127.0.0.1 at this port, with a password, so that `url` is an ordinary one. Without it there is no TCP at all. */
  port?: number;
  /** Name of the database and of its owner. */
  name?: string;
}

export interface Postgres extends Supervised {
  readonly socketDir: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** For `pg` and other clients: over TCP with a password if a port was given, else over the socket. */
  readonly url: string;
}

const SOCKET_PORT = 5432;

/**
 * Starts a PostgreSQL server from the npm package, keeps it running and stops it with this process.
 *
 * @throws GovernorError `store.locked`, `store.engine-missing`, `store.engine-failed`, `store.folder-unusable`
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { dataDir, log, port = SOCKET_PORT, name = "governor" } = options;
  const tcp = options.port !== undefined;
  const runAs = engineUser();
  const lock = await lockDataDir(dataDir);
  try {
    const binaries = await postgresBinaries(runAs);
    const cluster = await ensureCluster(dataDir, binaries, runAs, name, tcp);
    const socketDir = await privateSocketDir(join(dataDir, "run"), `.s.PGSQL.${port}.lock`, runAs?.uid);
    const server = await supervise({
      name: "state",
      log,
      async start() {
        await endOrphan(cluster, socketDir, log);
        return startServer({ postgres: binaries.postgres, cluster, socketDir, port, tcp, runAs, log });
      },
    });
    const place = { socketDir, port, user: name, database: name };
    const url = await prepared(place, tcp).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    return new RunningPostgres(server, place, url, async () => {
      await removeSocketDir(socketDir);
      await lock.release();
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Place {
  socketDir: string;
  port: number;
  user: string;
  database: string;
}

/** The database exists, and with TCP its owner has a new password, which is written down nowhere. */
async function prepared(place: Place, tcp: boolean): Promise<string> {
  const { socketDir, port, user, database } = place;
  const client = new Client({ host: socketDir, port, user, database: "postgres" });
  await client.connect();
  try {
    const { rowCount } = await client.query(sqlFile(import.meta.url, "database-exists.sql").text, [database]);
    if (rowCount === 0) await client.query(createDatabase(database));
    if (!tcp) return `postgres://${user}@/${database}?host=${encodeURIComponent(socketDir)}&port=${port}`;
    const password = randomBytes(24).toString("hex");
    await client.query(setPassword(user, password));
    return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  } finally {
    await client.end();
  }
}

class RunningPostgres implements Postgres {
  readonly socketDir: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly url: string;
  readonly #server: Supervised;
  readonly #release: () => Promise<void>;

  constructor(server: Supervised, place: Place, url: string, release: () => Promise<void>) {
    this.#server = server;
    this.#release = release;
    this.socketDir = place.socketDir;
    this.port = place.port;
    this.user = place.user;
    this.database = place.database;
    this.url = url;
  }

  get pid(): number | undefined {
    return this.#server.pid;
  }

  get restarts(): number {
    return this.#server.restarts;
  }

  onDown(listener: (reason: string) => void): void {
    this.#server.onDown(listener);
  }

  onUp(listener: () => void): void {
    this.#server.onUp(listener);
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await this.#release();
  }
}
