import { createHash } from "node:crypto";
import { SCOPED_ROLES, type Key, type Reach, type Role } from "@governor/contract";
import type { State, StateQueries } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import { GovernorError } from "../../errors.ts";
import { PREFIXES } from "./grants.ts";
import { keyOf, namesOf, type KeyRow } from "./row.ts";

const INSERT = sqlFile(import.meta.url, "insert.sql");
const LIST = sqlFile(import.meta.url, "list.sql");
const ONE = sqlFile(import.meta.url, "one.sql");
const REVOKE = sqlFile(import.meta.url, "revoke.sql");
const ROTATE = sqlFile(import.meta.url, "rotate.sql");

export interface WantedKey {
  name: string;
  role: Role;
  tenants: Reach;
  teams: Reach;
  /** Who makes it. */
  actor: string;
  /** 24 random bytes. */
  random: Uint8Array;
  nowMs: number;
}

/** A key with its secret, which is known to nobody afterwards but who receives it here. */
export interface KeyWithSecret {
  key: Key;
  secret: string;
}

/** Makes a key. @throws GovernorError `key.name-taken`, `key.scope-refused` */
export async function createKey(state: StateQueries, wanted: WantedKey): Promise<KeyWithSecret> {
  demandScopable(wanted);
  const { secret, hash, prefix } = secretFor(wanted.role, wanted.random);
  const { name, role, actor, tenants, teams } = wanted;
  const values = [name, role, hash, prefix, new Date(wanted.nowMs), actor, namesOf(tenants), namesOf(teams)];
  const [row] = await state.query<KeyRow>(INSERT, values);
  if (!row) throw new GovernorError("key.name-taken", { name });
  return { key: keyOf(row), secret };
}

/** All keys, newest first, revoked ones included. */
export async function listKeys(state: State): Promise<Key[]> {
  return (await state.query<KeyRow>(LIST)).map(keyOf);
}

/** One key by its id. @throws GovernorError `request.not-found` */
export async function getKey(state: State, id: string): Promise<Key> {
  const [row] = await state.query<KeyRow>(ONE, [id]);
  if (!row) throw noKey(id);
  return keyOf(row);
}

/** Revokes a key; it is refused from the next reload of every server's ring on. A revoked one stays as it is. */
export async function revokeKey(state: State, id: string, actor: string, nowMs: number): Promise<Key> {
  const [row] = await state.query<KeyRow>(REVOKE, [id, new Date(nowMs), actor]);
  return row ? keyOf(row) : getKey(state, id);
}

/** Gives a key a new secret; the old one works until the grace ends. @throws GovernorError `request.not-found` */
export async function rotateKey(
  state: State,
  key: Pick<Key, "id" | "role">,
  by: { actor: string; graceMs: number; random: Uint8Array; nowMs: number },
): Promise<KeyWithSecret> {
  const { secret, hash, prefix } = secretFor(key.role, by.random);
  const values = [key.id, hash, prefix, new Date(by.nowMs), new Date(by.nowMs + by.graceMs), by.actor];
  const [row] = await state.query<KeyRow>(ROTATE, values);
  if (!row) throw noKey(key.id, "key in use with id");
  return { key: keyOf(row), secret };
}

/**
 * A key is 192 random bits, so one round of SHA-256 cannot be guessed back; slow hashes are for passwords. For the same
 * reason nothing here compares in constant time: what is compared are hashes, and how many bits of a hash agree tells
 * nothing about another secret.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function secretFor(role: Role, random: Uint8Array): { secret: string; hash: string; prefix: string } {
  const secret = PREFIXES[role] + Buffer.from(random).toString("base64url");
  return { secret, hash: hashSecret(secret), prefix: secret.slice(0, PREFIXES[role].length + 4) };
}

function demandScopable({ role, tenants, teams }: WantedKey): void {
  if (tenants === "all" && teams === "all") return;
  if (SCOPED_ROLES.includes(role)) return;
  const why = role === "ingest" || role === "public" ? WRITES_ONLY : REACHES_ALL;
  throw new GovernorError("key.scope-refused", { role, why, roles: SCOPED_ROLES.join(", ") });
}

const WRITES_ONLY = "it reads nothing, and spans are stored under the tenant that they name";
const REACHES_ALL = "it makes keys, so it could make itself one without limits";

function noKey(id: string, kind = "key"): GovernorError {
  return new GovernorError("request.not-found", { what: `${kind} ${id}`, hint: "`governor keys list` shows them." });
}
