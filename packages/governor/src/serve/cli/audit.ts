import type { AuditEntry, AuditResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "./client.ts";
import { command } from "./command.ts";
import { formatTime, JSON_ARG, note, oneLine, printJson, printTable, showable } from "./output.ts";

export default command({
  name: "audit",
  description: "Who did what, newest first; nothing ever changes a line",
  args: {
    actor: {
      type: "string",
      valueHint: "name",
      description: "Only what this key (by name, or key:<id>) or `local` did",
    },
    action: {
      type: "string",
      valueHint: "noun[.verb]",
      description: "Only this, e.g. key.created, or key for all about keys",
    },
    subject: { type: "string", valueHint: "noun:id", description: "Only what was done to this" },
    since: { type: "string", valueHint: "duration|time", description: "e.g. 7d; default everything" },
    limit: { type: "string", default: "100", valueHint: "n", description: "Lines at most, up to 1000" },
    before: { type: "string", valueHint: "id", description: "Only lines older than this id" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const { actor, action, subject, limit, before } = args;
    const since = /^\d{1,6}[smhd]$/.test(args.since ?? "") ? `now-${args.since}` : args.since;
    const query = { actor, action, subject, limit, before, since };
    const response = await apiGet<AuditResponse>(args, "/api/v1/audit", query);
    if (args.json) printJson(response);
    else if (response.entries.length === 0) note("No such line.");
    else printEntries(response);
    return 0;
  },
});

function printEntries({ entries, nextBefore }: AuditResponse): void {
  printTable<AuditEntry>(showable(entries), [
    { title: "TIME", value: (entry) => formatTime(entry.timeMs) },
    { title: "WHO", value: (entry) => entry.actorName },
    { title: "ACTION", value: (entry) => entry.action },
    { title: "SUBJECT", value: (entry) => entry.subject },
    { title: "DETAILS", value: (entry) => oneLine(detailText(entry.details), 100) },
  ]);
  if (nextBefore !== null) note(`Older ones: --before ${nextBefore}`);
}

function detailText(details: Record<string, unknown>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== "" && value !== null)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
