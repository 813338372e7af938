import type { State, StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { GovernorError } from "../../errors.ts";
import { createKey, hashSecret, type KeyWithSecret } from "./key.ts";

const HAS_OWNER = sqlFile(import.meta.url, "has-owner.sql");
const LOCK = sqlFile(import.meta.url, "lock-setup.sql");

/** How long a start's link works. */
const LIFETIME_MS = 3_600_000;

export interface Setup {
  /**
   * Exchanges the link's token, once, for the first owner's key.
   *
   * @throws GovernorError `setup.wrong-token`, `setup.closed`, `key.name-taken`
   */
  exchange(token: string, wanted: { name: string; random: Uint8Array; nowMs: number }): Promise<KeyWithSecret>;
}

/** Nothing to set up: the machine asks nobody for a key. */
export const NO_SETUP: Setup = {
  exchange: () => Promise.reject(new GovernorError("setup.wrong-token")),
};

/**
 * The way to the first owner's key for who sees this start's output. The token is for printing, null where there is an
 * owner already; here only its hash is kept, in memory, so it ends with the process.
 */
export async function openSetup(
  state: State,
  { random, nowMs }: { random: Uint8Array; nowMs: number },
): Promise<{ setup: Setup; token: string | null }> {
  const token = (await hasOwner(state)) ? null : Buffer.from(random).toString("base64url");
  const hash = token === null ? null : hashSecret(token);
  let isUsed = false;
  const setup: Setup = {
    async exchange(given, wanted) {
      const isRight = !isUsed && hash !== null && hashSecret(given) === hash && wanted.nowMs < nowMs + LIFETIME_MS;
      if (!isRight) throw new GovernorError((await hasOwner(state)) ? "setup.closed" : "setup.wrong-token");
      const made = await state.transaction(async (queries) => {
        await queries.query(LOCK);
        if (await hasOwner(queries)) throw new GovernorError("setup.closed");
        return createKey(queries, { ...wanted, role: "owner", tenants: "all", teams: "all", actor: "setup" });
      });
      // Also where that owner's key is revoked within the hour.
      isUsed = true;
      return made;
    },
  };
  return { setup, token };
}

async function hasOwner(queries: StateQueries): Promise<boolean> {
  const [row] = await queries.query<{ found: boolean }>(HAS_OWNER);
  return row?.found ?? false;
}
