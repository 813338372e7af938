import type { Role } from "@governor/contract";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { hashSecret, type KeyRow } from "./key.ts";

const LIST = sqlFile(import.meta.url, "list.sql");
const TOUCH = sqlFile(import.meta.url, "touch.sql");

/** How long a server may go on accepting a key that another one revoked. */
const RELOAD_MS = 5_000;

export interface Principal {
  /** `key:<id>`, or `local` for the machine's own key. */
  actor: string;
  role: Role;
}

export interface KeyRing {
  /** Whose key this is, or null. Asks the state store at most every RELOAD_MS; while that is down the last list stands. */
  find(secret: string): Promise<Principal | null>;
  /** Forget the list, after a key was made or revoked here. */
  reload(): void;
}

/** `localSecret` is the key in the data folder: whoever can read that file administers the server. */
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
      known = new Map(rows.filter((row) => row.revoked_at === null).map((row) => [row.secret_hash, row]));
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
      if (hash === local) return { actor: "local", role: "admin" };
      await load();
      const row = known.get(hash);
      if (!row) return null;
      used.set(row.id, options.nowMs());
      return { actor: `key:${row.id}`, role: row.role };
    },
    reload() {
      loadedMs = Number.NEGATIVE_INFINITY;
    },
  };
}
