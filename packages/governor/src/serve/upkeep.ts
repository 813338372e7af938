import type { Erasure, StoreResponse } from "@governor/contract";

import { GovernorError } from "../errors.ts";
import type { Intake } from "../intake/intake.ts";
import type { Log } from "../log.ts";
import { writeBackup } from "../store/backup.ts";
import type { BackupManifest } from "../store/archive/manifest.ts";
import type { FactsHandle } from "../store/facts/open.ts";
import type { State } from "../store/state/state.ts";
import { runErasure } from "./erasure.ts";
import { storeUsage } from "./usage.ts";

/** What is done to the stores as a whole: measured, backed up, erased from. */
export interface Upkeep {
  usage(): Promise<StoreResponse>;
  /** Resolves once the last byte was taken by `write`. @throws GovernorError `backup.running`, `facts.unavailable` */
  backup(write: (bytes: Uint8Array) => Promise<void>): Promise<BackupManifest>;
  /** Begins an erasure once `approve` has resolved, and goes on by itself; its record says how it ended. @throws GovernorError `backup.running` */
  erase(tenant: string, approve: (tenant: string) => Promise<{ erasure: Erasure; salt: string }>): Promise<Erasure>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

type Work = "backed up" | "erased from";

export interface UpkeepOptions {
  dataDir: string;
  version: string;
  facts: Pick<FactsHandle, "client" | "engineDir">;
  state: State;
  stateIsEmbedded: boolean;
  intake: Intake;
  log: Log;
  nowMs: () => number;
}

/** What was acknowledged by now gets this long to reach the store, so that the backup has it. */
const CATCH_UP_MS = 10_000;
/** One insert may be under way. */
const QUIET_WAIT_MS = 30_000;

export function upkeepOf(options: UpkeepOptions): Upkeep {
  const { intake, log, nowMs, version, facts, state } = options;
  let running: Work | null = null;
  let erasing: Promise<void> = Promise.resolve();

  async function alone<T>(as: Work, work: () => Promise<T>): Promise<T> {
    if (running !== null) throw new GovernorError("backup.running", { work: running });
    running = as;
    try {
      return await work();
    } finally {
      running = null;
    }
  }

  async function quiet<T>(work: (rowsWaiting: number) => Promise<T>): Promise<T> {
    const isCaughtUp = await intake.flush(CATCH_UP_MS);
    const done = await intake.quiet(async () => {
      const { spansPending, eventsPending } = intake.stats();
      // What came since then is not missing: it was acknowledged after the backup was asked for.
      return { value: await work(isCaughtUp ? 0 : spansPending + eventsPending) };
    }, QUIET_WAIT_MS);
    if (done === null) throw new GovernorError("facts.unavailable", { problem: "its inserts do not end" });
    return done.value;
  }

  return {
    erase(tenant, approve) {
      const approved = Promise.withResolvers<Erasure>();
      erasing = alone("erased from", async () => {
        const { erasure, salt } = await approve(tenant);
        approved.resolve(erasure);
        await runErasure(options, erasure.id, tenant, salt).catch((error: unknown) =>
          log.error("store.erasure-failed", { error }),
        );
      }).catch((error: unknown) => approved.reject(error));
      return approved.promise;
    },
    close: () => erasing,
    usage: () => storeUsage({ ...options, nowMs: nowMs() }),
    backup: (write) =>
      alone("backed up", async () => {
        const startedMs = nowMs();
        const manifest = await writeBackup({ facts, state, quiet, version, nowMs: startedMs, write });
        const entries = Object.values(manifest.entries);
        const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
        log.info("store.backed-up", { files: entries.length, sizeBytes, durationMs: nowMs() - startedMs });
        return manifest;
      }),
  };
}
