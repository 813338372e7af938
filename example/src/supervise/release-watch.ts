import type { Pool } from "pg";
import { readDeployments, reportRunningRelease } from "../deployments/deployments.ts";
import type { ServiceRunner } from "./service-runner.ts";

const POLL_INTERVAL_MS = 500;

/**
 * Rolls a service over when the table `deployments` asks for another release than the one that runs. A release that
 * does not start is reported once and tried again when another one is asked for.
 */
export function watchReleases(database: Pool, runners: ReadonlyMap<string, ServiceRunner>): { stop(): Promise<void> } {
  const failed = new Map<string, string>();
  const poll = async (): Promise<void> => {
    for (const { service, release, sha, runningRelease } of await readDeployments(database)) {
      const runner = runners.get(service);
      const wanted = `${release} ${sha}`;
      if (!runner || release === runningRelease || failed.get(service) === wanted) continue;
      try {
        await runner.roll({ release, sha });
        await reportRunningRelease(database, service, release);
      } catch (error) {
        failed.set(service, wanted);
        console.error(JSON.stringify({ event: "release failed", service, release, reason: (error as Error).message }));
      }
    }
  };
  let polling = Promise.resolve();
  const timer = setInterval(() => {
    // The database may be away for a while; the next round asks again.
    polling = polling.then(poll).catch(() => {});
  }, POLL_INTERVAL_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await polling;
    },
  };
}
