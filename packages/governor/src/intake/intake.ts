import { join } from "node:path";

import { LIMITS, type ChangeEvent } from "@governor/contract";

import type { Policy } from "../catalog/policy.ts";
import { GovernorError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Facts } from "../store/facts/facts.ts";
import { LogRefused } from "./log/failure.ts";
import type { TableSchema } from "./log/format.ts";
import { openLog, type WriteAheadLog } from "./log/log.ts";
import { LOG_SETTINGS, type LogSettings } from "./log/settings.ts";
import { traceReceiver, TryLater, type OtlpRequest } from "./otlp/receive.ts";
import type { OtlpResponse } from "./otlp/respond.ts";
import { CHANGE_EVENT_COLUMNS, RowEncoder, SPAN_COLUMNS } from "./rowbinary.ts";
import { spanSink } from "./span-sink.ts";

export type { OtlpRequest, OtlpResponse };

/** Where facts come in: decoded, written to the log, acknowledged, and from there brought into the store. */
export interface Intake {
  /** Answers `POST /v1/traces`. 200 means the spans are on disk. Never rejects. */
  traces(request: OtlpRequest): Promise<OtlpResponse>;
  /** Resolves when the event is on disk. @throws GovernorError intake.unavailable */
  events(event: ChangeEvent): Promise<{ id: string }>;
  /** True when everything acknowledged so far is readable, false when `timeoutMs` was not enough. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Runs `work` while nothing is brought into the store; null when it could not begin within `timeoutMs`. Intake goes on. */
  quiet<T>(work: () => Promise<T>, timeoutMs: number): Promise<T | null>;
  stats(): IntakeStats;
  /** Takes no more, brings what it can into the store within a few seconds; the rest is replayed at the next start. */
  close(): Promise<void>;
}

export interface IntakeStats {
  /** Since the start. */
  spansAcknowledged: number;
  spansRejected: number;
  eventsAcknowledged: number;
  /** On disk and not yet readable. */
  spansPending: number;
  eventsPending: number;
  /** Bytes that wait for the store, and the segments they are in. */
  walBytes: number;
  walSegments: number;
  /** Group commits since the start. */
  fsyncs: number;
  /** False while nothing can be acknowledged: the log is full or cannot be written. */
  accepting: boolean;
  /** What is not well, in words. */
  problems: string[];
}

export interface IntakeOptions {
  /** The log lies in `wal` below it. */
  dataDir: string;
  facts: Pick<Facts, "insert">;
  log: Log;
  policy: () => Policy;
  nowMs: () => number;
  settings?: Partial<LogSettings>;
  /** How long `close` waits for the store, milliseconds. */
  closeTimeoutMs?: number;
}

/** Opens the log and begins to replay what an earlier run left in it. */
export async function openIntake(options: IntakeOptions): Promise<Intake> {
  const { dataDir, facts, log, nowMs } = options;
  const settings: LogSettings = { ...LOG_SETTINGS, backlogBytes: LIMITS.walBacklogBytes, ...options.settings };
  const wal = await openLog({
    dir: join(dataDir, "wal"),
    tables: [SPAN_TABLE, EVENT_TABLE],
    settings,
    insert: (batch) => facts.insert(batch),
    log,
    nowMs,
  });
  return intakeOver(wal, options);
}

/** Ids and versions of the log's tables; a changed column list is a new version. */
const SPAN_TABLE: TableSchema = { id: 1, name: "trace_spans", version: 1, columns: SPAN_COLUMNS };
const EVENT_TABLE: TableSchema = { id: 2, name: "change_events", version: 1, columns: CHANGE_EVENT_COLUMNS };

const CLOSE_TIMEOUT_MS = 5_000;
/** How long a sender should wait when the log takes nothing, seconds. */
const RETRY_AFTER_S = 5;

function intakeOver(wal: WriteAheadLog, options: IntakeOptions): Intake {
  const { log, policy, nowMs, closeTimeoutMs = CLOSE_TIMEOUT_MS } = options;
  const counts = { spansAcknowledged: 0, spansRejected: 0, eventsAcknowledged: 0 };
  const traces = traceReceiver({
    policy,
    nowMs,
    openSink: () =>
      spanSink(SPAN_TABLE, nowMs(), async (entries, spans) => {
        await wal.append(entries).catch((error: unknown) => {
          throw error instanceof LogRefused ? new TryLater(error.message, RETRY_AFTER_S, { cause: error }) : error;
        });
        counts.spansAcknowledged += spans;
      }),
    notNow: () => {
      const refusal = wal.refusal();
      return refusal === null ? null : new TryLater(refusal.message, RETRY_AFTER_S);
    },
    onRejected: (count) => (counts.spansRejected += count),
    onFailure: (error) => log.error("intake.failed", { error }),
  });
  return {
    traces,
    async events(event) {
      const encoder = new RowEncoder();
      encoder.changeEvent(event, nowMs());
      const { id: table, version } = EVENT_TABLE;
      await wal.append([{ table, version, rows: 1, payload: encoder.take() }]).catch((error: unknown) => {
        if (!(error instanceof LogRefused)) throw error;
        throw new GovernorError("intake.unavailable", { problem: error.message }, { cause: error });
      });
      counts.eventsAcknowledged++;
      return { id: event.id };
    },
    flush: (timeoutMs) => wal.flush(timeoutMs),
    quiet: (work, timeoutMs) => wal.quiet(work, timeoutMs),
    stats() {
      const { pendingRows, sizeBytes, waitingSegments, syncs, problems } = wal.stats();
      return {
        ...counts,
        spansPending: pendingRows[SPAN_TABLE.name] ?? 0,
        eventsPending: pendingRows[EVENT_TABLE.name] ?? 0,
        walBytes: sizeBytes,
        walSegments: waitingSegments,
        fsyncs: syncs,
        accepting: wal.refusal() === null,
        problems,
      };
    },
    close: () => wal.close(closeTimeoutMs),
  };
}
