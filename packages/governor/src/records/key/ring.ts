import type { Reach, Role } from "@governor/contract";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { hashSecret } from "./key.ts";
import type { KeyRow } from "./row.ts";

const LIST = sqlFile(import.meta.url, "list.sql");
const TOUCH = sqlFile(import.meta.url, "touch.sql");

/** How long a server may go on accepting a key that another one revoked. */
const RELOAD_MS = 5_000;

export interface Principal {
  /** `key:<id>`, or `local` for the machine's own key. */
  actor: string;
  /** The key's name; `local` for the machine's own. */
  name: string;
  role: Role;
  tenants: Reach;
  /** Team ids of the catalog. */
  teams: Reach;
}

/** Who has this machine has everything: the stores' files lie on it. */
export const LOCAL: Principal = { actor: "local", name: "local", role: "owner", tenants: "all", teams: "all" };

export interface KeyRing {
  /** Whose key this is, or null. Asks the state store at most every RELOAD_MS; while that is down the last list stands. */
  find(secret: string): Promise<Principal | null>;
  /** Forget the list, after a key was made or revoked here. */
  reload(): void;
}

/** `localSecret` is the key in the data folder: whoever can read that file owns the server. */
export function openKeyRing(state: State, options: { localSecret: string; nowMs: () => number }): KeyRing {
  const local = hashSecret(options.localSecret);
  let known = new Map<string, KeyRow>();
  let loadedMs = Number.NEGATIVE_INFINITY;
  let loading = Promise.resolve();
  const used = new Map<string, number>();

  function load(): Promise<void> {
    const nowMs = options.nowMs();
    if (nowMs - loadedMs >= RELOAD_MS) {
      // Set before it ends: while the store is down, requests must not pay for one failing query each.
      loadedMs = nowMs;
      loading = readKeys();
    }
    return loading;
  }

  async function readKeys(): Promise<void> {
    try {
      const rows = await state.query<KeyRow>(LIST);
      known = new Map(rows.filter((row) => row.revoked_at === null).flatMap(secretsOf));
      await touch();
    } catch {
      // The store is down: /readyz says so, and keys that were known go on working.
    }
  }

  async function touch(): Promise<void> {
    if (used.size === 0) return;
    const entries = [...used];
    used.clear();
    await state.query(TOUCH, [entries.map(([id]) => id), entries.map(([, ms]) => new Date(ms))]);
  }

  return {
    async find(secret) {
      const hash = hashSecret(secret);
      if (hash === local) return LOCAL;
      await load();
      const row = known.get(hash);
      if (!row || isOver(row, hash, options.nowMs())) return null;
      used.set(row.id, options.nowMs());
      const { id, name, role } = row;
      return { actor: `key:${id}`, name, role, tenants: row.tenants ?? "all", teams: row.teams ?? "all" };
    },
    reload() {
      loadedMs = Number.NEGATIVE_INFINITY;
    },
  };
}

function secretsOf(row: KeyRow): [string, KeyRow][] {
  const former: [string, KeyRow][] = row.former_hash === null ? [] : [[row.former_hash, row]];
  return [[row.secret_hash, row], ...former];
}

/** A secret from before the last rotation, past its grace. */
function isOver(row: KeyRow, hash: string, nowMs: number): boolean {
  return hash !== row.secret_hash && nowMs >= (row.former_until?.getTime() ?? 0);
}
