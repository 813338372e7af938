import { defineCommand } from "citty";
import type { Decision, DecisionResponse, DecisionsResponse } from "@governor/contract";
import { apiGet, apiPost, CONNECTION_ARGS, type Connection } from "./client.ts";
import { command } from "./command.ts";
import { formatTime, JSON_ARG, note, oneLine, printJson, printTable, showable } from "./output.ts";

const list = command({
  name: "decisions list",
  description: "What waits for a second person",
  args: {
    all: { type: "boolean", description: "Also what was decided, or ran out" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const state = args.all ? "all" : "open";
    const response = await apiGet<DecisionsResponse>(args, "/api/v1/decisions", { state });
    if (args.json) printJson(response);
    else if (response.decisions.length === 0) note("Nothing waits for a second person.");
    else printDecisions(response.decisions);
    return 0;
  },
});

const DECIDE_ARGS = {
  id: { type: "positional", required: true, description: "The decision's id, from `decisions list`" },
  note: { type: "string", valueHint: "text", description: "What you have to say to it" },
  ...JSON_ARG,
  ...CONNECTION_ARGS,
} as const;

const approve = command({
  name: "decisions approve",
  description: "Approve what somebody else proposed; it is done at once",
  args: DECIDE_ARGS,
  run: (args) => decide("approve", args),
});

const deny = command({
  name: "decisions deny",
  description: "Deny what somebody else proposed, or take back what you did",
  args: DECIDE_ARGS,
  run: (args) => decide("deny", args),
});

export default defineCommand({
  meta: { name: "decisions", description: "What one person proposed and a second one decides" },
  subCommands: { list, approve, deny },
});

interface Deciding extends Connection {
  id: string;
  note?: string | undefined;
  json?: boolean | undefined;
}

async function decide(verb: "approve" | "deny", args: Deciding): Promise<number> {
  const path = `/api/v1/decisions/${encodeURIComponent(args.id)}/${verb}`;
  const response = await apiPost<DecisionResponse>(args, path, { note: args.note ?? "" });
  if (args.json) printJson(response);
  else printDecisions([response.decision]);
  return 0;
}

function printDecisions(decisions: readonly Decision[]): void {
  printTable(showable(decisions), [
    { title: "ID", value: (one) => one.id },
    { title: "STATE", value: (one) => one.state },
    { title: "KIND", value: (one) => one.kind },
    { title: "SUBJECT", value: (one) => one.subject },
    { title: "PROPOSED BY", value: (one) => one.proposedByName },
    { title: "UNTIL", value: (one) => formatTime(one.expiresMs) },
    { title: "DECIDED BY", value: (one) => one.decidedByName ?? "" },
    { title: "WHY", value: (one) => oneLine(one.reason, 80) },
  ]);
}
