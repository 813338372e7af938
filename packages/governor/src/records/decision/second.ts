import type { StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { GovernorError } from "../../errors.ts";

const KIN = sqlFile(import.meta.url, "kin.sql");

/**
 * Refuses who decides on what they proposed themselves, also by way of a key that one of the two made (or rotated) for
 * the other: whoever makes a key has seen its secret.
 *
 * @param proposedBy actors as of `request.principal.actor`
 * @throws GovernorError `auth.second-person`
 */
export async function demandSecond(queries: StateQueries, proposedBy: string, decidedBy: string): Promise<void> {
  if (proposedBy === decidedBy) {
    throw new GovernorError("auth.second-person", { why: "who proposed it cannot decide on it" });
  }
  const kin = await queries.query(KIN, [proposedBy, decidedBy]);
  if (kin.length > 0) {
    throw new GovernorError("auth.second-person", { why: "one of the two keys was made by the other" });
  }
}
