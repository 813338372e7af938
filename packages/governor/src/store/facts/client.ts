import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";

import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
  type ClickHouseClientConfigOptions,
} from "@clickhouse/client";
import { LIMITS } from "@governor/contract";

import { GovernorError } from "../../errors.ts";
import { factsError } from "./failure.ts";
import type { FactBatch, Parameters, Sql } from "./facts.ts";
import { insertStatement } from "./insert.sql.ts";

/** Where the engine answers. */
export type FactsAddress = { socketPath: string } | { url: string };

export interface RowsOptions {
  /** Text of the setting `additional_table_filters`. */
  tableFilters?: string | null;
  signal?: AbortSignal;
}

/** The official driver with our errors, limits and formats; it knows nothing of scopes. */
export interface FactsClient {
  readonly database: string;
  rows<Row>(sql: Sql, parameters: Parameters, options?: RowsOptions): Promise<Row[]>;
  command(sql: Sql, parameters?: Parameters, where?: "no database"): Promise<void>;
  insert(batch: FactBatch): Promise<void>;
  close(): Promise<void>;
}

/** Longer than the engine's own limit, so that its answer, which says more, comes first. */
const READ_PATIENCE_MS = LIMITS.readTimeoutMs + 5_000;
/** An insert that is not answered by then is given up and sent again by its owner; its token keeps it single. */
const INSERT_PATIENCE_MS = 300_000;
const CONNECTIONS_MAX = 16;

const READ_SETTINGS: ClickHouseSettings = {
  readonly: "1",
  max_execution_time: LIMITS.readTimeoutMs / 1_000,
  // 64-bit integers do not fit a JavaScript number.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  // A reader that forgot a LIMIT fails instead of filling the memory.
  max_result_bytes: "268435456",
  result_overflow_mode: "throw",
};

export function factsClient(address: FactsAddress): FactsClient {
  const found = placeOf(address);
  // Failures are thrown to whoever asked, who knows what they mean; the driver would print them as well.
  const place = { ...found, options: { ...found.options, log: { level: ClickHouseLogLevel.OFF } } };
  const reader = createClient({ ...place.options, request_timeout: READ_PATIENCE_MS });
  const writer = createClient({ ...place.options, request_timeout: INSERT_PATIENCE_MS });
  return {
    database: place.database,
    async rows<Row>(sql: Sql, parameters: Parameters, options: RowsOptions = {}) {
      try {
        const result = await reader.query({
          query: sql.text,
          query_params: parameters,
          format: "JSONEachRow",
          clickhouse_settings: { ...READ_SETTINGS, ...filterSettings(options.tableFilters ?? null) },
          ...(options.signal === undefined ? {} : { abort_signal: options.signal }),
        });
        return await result.json<Row>();
      } catch (error) {
        throw factsError(error, sql.name, LIMITS.readTimeoutMs);
      }
    },
    async command(sql, parameters = {}, where) {
      const client = where === "no database" ? createClient({ ...place.options, database: "default" }) : writer;
      try {
        await client.command({ query: sql.text, query_params: parameters });
      } catch (error) {
        throw factsError(error, sql.name);
      }
    },
    insert: (batch) => insertBatch(writer, batch),
    async close() {
      await Promise.all([reader.close(), writer.close()]);
    },
  };
}

/** As text of our own: the driver's own map puts values between quotes without escaping them. */
function filterSettings(tableFilters: string | null): ClickHouseSettings {
  return tableFilters === null ? {} : Object.fromEntries([["additional_table_filters", tableFilters]]);
}

async function insertBatch(writer: ClickHouseClient, batch: FactBatch): Promise<void> {
  try {
    const result = await writer.exec({
      query: insertStatement(batch),
      values: Readable.from(batch.body(), { objectMode: false }),
      clickhouse_settings: {
        insert_deduplication_token: batch.token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
        // The views' rows are grouped already; grouping them again on the way in made inserts a quarter slower.
        optimize_on_insert: 0,
        // Whole or not at all by the time of the answer: the log is cut after it.
        async_insert: 0,
      },
    });
    await result.stream.toArray();
  } catch (error) {
    throw factsError(error, `a batch of ${batch.table}`);
  }
}

interface Place {
  database: string;
  options: ClickHouseClientConfigOptions;
}

function placeOf(address: FactsAddress): Place {
  if ("socketPath" in address) {
    const agent = new SocketAgent(address.socketPath);
    const database = "governor";
    return {
      database,
      options: {
        url: "http://facts",
        database,
        http_agent: agent,
        keep_alive: { enabled: false },
        set_basic_auth_header: false,
      },
    };
  }
  return byUrl(address.url);
}

/** Sends every request of the driver, whatever host it names, to one Unix socket. */
class SocketAgent extends Agent {
  readonly #path: string;

  constructor(path: string) {
    // One connection a request: on this machine it costs a tenth of a millisecond, and the driver's idle timer (2.5 s)
    // can take a kept one away in the moment it is used again, which reads like a dead engine (ECONNRESET).
    super({ keepAlive: false, maxSockets: CONNECTIONS_MAX });
    this.#path = path;
  }

  override createConnection(): Socket {
    return connect({ path: this.#path });
  }
}

function byUrl(text: string): Place {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new GovernorError("config.invalid", {
      setting: "facts",
      problem: "it is not an http:// or https:// address",
    });
  }
  const database = decodeURIComponent(url.pathname.slice(1)) || url.searchParams.get("database") || "governor";
  return {
    database,
    options: {
      url: url.origin,
      username: decodeURIComponent(url.username) || "default",
      password: decodeURIComponent(url.password),
      database,
      max_open_connections: CONNECTIONS_MAX,
      // Between machines rows cost more to send than to compress; on one machine's socket it is the other way round.
      compression: { request: true, response: true },
    },
  };
}
