import { defineCommand } from "citty";
import {
  LIMITS,
  ROLES,
  SCOPED_ROLES,
  type DecisionResponse,
  type Key,
  type KeyCreated,
  type KeysResponse,
  type Reach,
  type Role,
} from "@governor/contract";
import { parseDurationMs } from "../../duration.ts";
import { GovernorError } from "../../errors.ts";
import { apiDelete, apiGet, apiPost, CONNECTION_ARGS, type Connection } from "./client.ts";
import { command, usage, valuesOf } from "./command.ts";
import { formatTime, JSON_ARG, note, printJson, printLine, printTable, showable } from "./output.ts";

const KEY_ARG = { type: "positional", required: true, description: "The key's id or name, from `keys list`" } as const;

const create = command({
  name: "keys create",
  description: "Make a key. Its secret is printed once, on stdout",
  args: {
    name: { type: "string", required: true, description: "Whose or what for, e.g. ann, ci-main" },
    role: { type: "string", required: true, valueHint: ROLES.join("|"), description: "What it may do" },
    tenant: {
      type: "string",
      valueHint: "tenant",
      description: `Only this tenant's data; more than once for more (${SCOPED_ROLES.join(", ")})`,
    },
    team: {
      type: "string",
      valueHint: "team",
      description: `Only the services of this team of the catalog; more than once for more (${SCOPED_ROLES.join(", ")})`,
    },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args, words) {
    if (!ROLES.includes(args.role as Role))
      throw usage(`--role is ${JSON.stringify(args.role)}; it takes ${ROLES.join(", ")}`, "keys create");
    const reach = { tenants: reachOf(words, "tenant"), teams: reachOf(words, "team") };
    const made = await apiPost<KeyCreated>(args, "/api/v1/keys", { name: args.name, role: args.role, ...reach });
    if (args.json) printJson(made);
    else printLine(made.secret);
    note("Keep it now: it is not shown again. Revoke it with:");
    note(`  governor keys revoke ${made.key.id}`);
    return 0;
  },
});

const list = command({
  name: "keys list",
  description: "All keys, without their secrets",
  args: { ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiGet<KeysResponse>(args, "/api/v1/keys");
    if (args.json) printJson(response);
    else if (response.keys.length === 0)
      note("No keys yet. Make one with: governor keys create --name <name> --role <role>");
    else printKeys(response.keys);
    return 0;
  },
});

const rotate = command({
  name: "keys rotate",
  description: "Give a key a new secret, printed once; the old one works until the grace ends",
  args: {
    id: KEY_ARG,
    grace: {
      type: "string",
      default: "24h",
      valueHint: "duration",
      description: "How long the old secret works, 0s to 30d",
    },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const graceMs = parseDurationMs(args.grace);
    if (graceMs === null || graceMs > LIMITS.keyGraceMs)
      throw usage(`--grace is ${JSON.stringify(args.grace)}; it takes 0s to 30d, such as 24h`, "keys rotate");
    const id = await keyId(args, args.id);
    const made = await apiPost<KeyCreated>(args, `/api/v1/keys/${id}/rotate`, { graceMs: Math.round(graceMs) });
    if (args.json) printJson(made);
    else printLine(made.secret);
    note(`Keep it now: it is not shown again. The old secret works until ${formatTime(made.key.graceUntilMs ?? 0)}.`);
    return 0;
  },
});

const revoke = command({
  name: "keys revoke",
  description: "Revoke a key; every server refuses it within seconds",
  args: {
    id: KEY_ARG,
    propose: {
      type: "string",
      valueHint: "why",
      description: "Propose it to a second admin or owner: two of them may revoke an owner's key",
    },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const id = await keyId(args, args.id);
    if (args.propose !== undefined) return propose(args, id, args.propose);
    const response = await apiDelete<KeysResponse>(args, `/api/v1/keys/${id}`);
    if (args.json) printJson(response);
    else printKeys(response.keys);
    return 0;
  },
});

export default defineCommand({
  meta: { name: "keys", description: "Make, list, rotate and revoke keys" },
  subCommands: { create, list, rotate, revoke },
});

async function propose(args: Connection & { json?: boolean | undefined }, id: string, reason: string): Promise<number> {
  const response = await apiPost<DecisionResponse>(args, `/api/v1/keys/${id}/revocation`, { reason });
  if (args.json) printJson(response);
  else printLine(response.decision.id);
  note("A second person, with a key that you did not make, decides within seven days:");
  note(`  governor decisions approve ${response.decision.id}`);
  return 0;
}

function reachOf(words: readonly string[], option: string): Reach {
  const names = valuesOf(words, option);
  return names.length === 0 ? "all" : names;
}

/** By its id, or by the name of one in use. */
async function keyId(connection: Connection, given: string): Promise<string> {
  const { keys } = await apiGet<KeysResponse>(connection, "/api/v1/keys");
  const found = keys.find(({ id }) => id === given) ?? keys.find((key) => key.name === given && key.revokedMs === null);
  if (found) return found.id;
  const hint = "`governor keys list` shows their ids and names.";
  throw new GovernorError("request.not-found", { what: `key ${JSON.stringify(given)} in use`, hint });
}

function printKeys(keys: readonly Key[]): void {
  const time = (ms: number | null): string => (ms === null ? "never" : formatTime(ms));
  const names = new Map(keys.map((key) => [`key:${key.id}`, key.name]));
  printTable(showable(keys), [
    { title: "ID", value: (key) => key.id },
    { title: "NAME", value: (key) => key.name },
    { title: "ROLE", value: (key) => key.role },
    { title: "KEY", value: (key) => `${key.prefix}…` },
    { title: "SEES", value: reachText },
    { title: "MADE BY", value: (key) => showable(names.get(key.createdBy) ?? key.createdBy) },
    { title: "CREATED", value: (key) => time(key.createdMs) },
    { title: "LAST USED", value: (key) => time(key.lastUsedMs) },
    {
      title: "STATE",
      value: stateOf,
      paint: (key) => (key.revokedMs === null ? "green" : "red"),
    },
  ]);
}

function reachText({ tenants, teams }: Key): string {
  const limits = [
    tenants === "all" ? [] : `tenant ${tenants.join(", ")}`,
    teams === "all" ? [] : `team ${teams.join(", ")}`,
  ].flat();
  return limits.length === 0 ? "all" : limits.join("; ");
}

function stateOf({ revokedMs, graceUntilMs }: Key): string {
  if (revokedMs !== null) return "revoked";
  return graceUntilMs !== null && graceUntilMs > Date.now()
    ? `active, old secret until ${formatTime(graceUntilMs)}`
    : "active";
}
