import type { Release, Rollback, Suspect } from "@governor/contract";
import type { Catalog } from "../catalog/catalog.ts";
import { rollbackCommand } from "../catalog/rollback.ts";

/** Below this probability going back would be a guess. */
const WORTH_GOING_BACK = 0.2;

/**
 * The way back from the likeliest release: to the one before it on the same service and env, by the catalog's command.
 * Null where no release is suspect enough, or nothing is known of the one before.
 */
export function rollbackOf(
  suspects: readonly Suspect[],
  input: { catalog: Catalog; releases: readonly Release[]; service: string; env: string },
): Rollback | null {
  const suspect = suspects.find((one) => one.kind === "deploy" && one.release !== "");
  if (suspect === undefined || suspect.probability < WORTH_GOING_BACK) return null;
  const service = suspect.service || input.service;
  const release = input.releases.findLast(
    (one) =>
      one.release === suspect.release &&
      (one.service === "" || one.service === service) &&
      (input.env === "" || one.env === "" || one.env === input.env),
  );
  const previous = release?.previous ?? "";
  if (previous === "") return null;
  const env = input.env || release?.env || "";
  const { command, note } = rollbackCommand(input.catalog, { service, env, release: suspect.release, previous });
  const rehearsed = "This way back has not been rehearsed.";
  return {
    service,
    fromRelease: suspect.release,
    toRelease: previous,
    command,
    note: [note, rehearsed].filter((text) => text !== "").join(" "),
  };
}
