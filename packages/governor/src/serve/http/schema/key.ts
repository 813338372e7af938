import {
  LIMITS,
  ROLES,
  type KeyCreated,
  type KeysResponse,
  type PrincipalBody,
  type Reach,
  type SessionResponse,
} from "@governor/contract";
import { z } from "zod";
import { epochMs, schemaVersion, text } from "./base.ts";

export const role = z.enum(ROLES);
export const keyName = z.string().trim().min(1).max(100);

/** As a request names it: left out, nothing is limited. */
export const wantedReach = z
  .union([z.literal("all"), z.array(z.string().min(1).max(LIMITS.tagBytes)).min(1).max(LIMITS.keyScopeNames)])
  .default("all")
  .describe(`"all", or up to ${LIMITS.keyScopeNames} names`);

const reach = z.union([z.literal("all"), z.array(text)]) satisfies z.ZodType<Reach>;

const key = z
  .object({
    id: text,
    name: text,
    role,
    prefix: text,
    tenants: reach,
    teams: reach,
    createdBy: text,
    createdMs: epochMs,
    lastUsedMs: epochMs.nullable(),
    rotatedMs: epochMs.nullable(),
    graceUntilMs: epochMs.nullable(),
    revokedMs: epochMs.nullable(),
  })
  .meta({ id: "Key", description: "A key as the server remembers it: without its secret." });
export const keyCreated = z.object({ schemaVersion, key, secret: text }) satisfies z.ZodType<KeyCreated>;
export const keysResponse = z.object({ schemaVersion, keys: z.array(key) }) satisfies z.ZodType<KeysResponse>;

const principal = z
  .object({ actor: text, name: text, role, tenants: reach, teams: reach })
  .meta({ id: "Principal", description: "Who asks." }) satisfies z.ZodType<PrincipalBody>;
export const sessionResponse = z.object({
  schemaVersion,
  role,
  principal,
  by: z.enum(["cookie", "key", "address"]).describe("How the server knows who asks"),
}) satisfies z.ZodType<SessionResponse>;
