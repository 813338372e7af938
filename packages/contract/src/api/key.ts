import type { Versioned } from "./base.ts";

/** Most may do most; see the table in docs/access.md. */
export const ROLES = ["owner", "admin", "editor", "viewer", "ingest", "ci", "public"] as const;
export type Role = (typeof ROLES)[number];

/** Roles whose keys can be limited to tenants or teams: those that read, and do not administer. */
export const SCOPED_ROLES: readonly Role[] = ["editor", "viewer", "ci"];

/** What is not limited, or the names it is limited to. */
export type Reach = "all" | string[];

export interface Key {
  id: string;
  name: string;
  role: Role;
  /** First characters, to recognise a key; the rest is only known to who created it. */
  prefix: string;
  /** Tenants whose facts it sees. */
  tenants: Reach;
  /** Team ids of the catalog, whose services it sees. */
  teams: Reach;
  /** Who made it: `local` (on the server's machine), `setup` (the set-up link), `key:<id>`. */
  createdBy: string;
  createdMs: number;
  lastUsedMs: number | null;
  rotatedMs: number | null;
  /** Until when the secret before the last rotation works; null where there is none. */
  graceUntilMs: number | null;
  revokedMs: number | null;
}

/** `POST /api/v1/keys`, `POST /api/v1/keys/:id/rotate` and `POST /api/v1/setup`: the only answers that hold a secret. */
export interface KeyCreated extends Versioned {
  key: Key;
  secret: string;
}
export interface KeysResponse extends Versioned {
  keys: Key[];
}

/** Who asks, as the server sees them. */
export interface PrincipalBody {
  /** `key:<id>`, or `local` for a person on the server's machine. */
  actor: string;
  /** The key's name; `local` for a person on the server's machine. */
  name: string;
  role: Role;
  tenants: Reach;
  teams: Reach;
}

/** `GET` and `POST /api/v1/session` */
export interface SessionResponse extends Versioned {
  role: Role;
  principal: PrincipalBody;
  /** How the server knows: only who came by `cookie` can sign out. */
  by: "cookie" | "key" | "address";
}
