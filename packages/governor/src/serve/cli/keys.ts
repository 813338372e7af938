import { defineCommand } from "citty";
import { ROLES, type Key, type KeyCreated, type KeysResponse, type Role } from "@governor/contract";
import { apiDelete, apiGet, apiPost, CONNECTION_ARGS } from "./client.ts";
import { command, usage } from "./command.ts";
import { JSON_ARG, note, printJson, printLine, printTable, showable } from "./output.ts";

const create = command({
  name: "keys create",
  description: "Make a key. Its secret is printed once, on stdout",
  args: {
    name: { type: "string", required: true, description: "What it is for, e.g. ci-main" },
    role: { type: "string", required: true, valueHint: ROLES.join("|"), description: "What it may do" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    if (!ROLES.includes(args.role as Role))
      throw usage(`--role is ${JSON.stringify(args.role)}; it takes ${ROLES.join(", ")}`, "keys create");
    const made = await apiPost<KeyCreated>(args, "/api/v1/keys", { name: args.name, role: args.role });
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

const revoke = command({
  name: "keys revoke",
  description: "Revoke a key; every server refuses it within seconds",
  args: {
    id: { type: "positional", required: true, description: "The key's id, from `keys list`" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const response = await apiDelete<KeysResponse>(args, `/api/v1/keys/${encodeURIComponent(args.id)}`);
    if (args.json) printJson(response);
    else printKeys(response.keys);
    return 0;
  },
});

export default defineCommand({
  meta: { name: "keys", description: "Make, list and revoke keys" },
  subCommands: { create, list, revoke },
});

function printKeys(keys: readonly Key[]): void {
  const day = (ms: number | null): string =>
    ms === null ? "never" : new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  printTable(showable(keys), [
    { title: "ID", value: (key) => key.id },
    { title: "NAME", value: (key) => key.name },
    { title: "ROLE", value: (key) => key.role },
    { title: "KEY", value: (key) => `${key.prefix}…` },
    { title: "CREATED", value: (key) => day(key.createdMs) },
    { title: "LAST USED", value: (key) => day(key.lastUsedMs) },
    {
      title: "STATE",
      value: (key) => (key.revokedMs === null ? "active" : "revoked"),
      paint: (key) => (key.revokedMs === null ? "green" : "red"),
    },
  ]);
}
