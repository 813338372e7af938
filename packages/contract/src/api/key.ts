import type { Versioned } from "./base.ts";

export const ROLES = ["admin", "viewer", "ci", "ingest"] as const;
export type Role = (typeof ROLES)[number];

export interface Key {
  id: string;
  name: string;
  role: Role;
  /** First characters, to recognise a key; the rest is only known to who created it. */
  prefix: string;
  createdMs: number;
  lastUsedMs: number | null;
  revokedMs: number | null;
}

/** `POST /api/v1/keys`: the only answer that holds the secret. */
export interface KeyCreated extends Versioned {
  key: Key;
  secret: string;
}
export interface KeysResponse extends Versioned {
  keys: Key[];
}

/** `POST /api/v1/session` */
export interface SessionResponse extends Versioned {
  role: Role;
}
