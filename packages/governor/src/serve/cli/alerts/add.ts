import { defineCommand } from "citty";
import {
  WEEKDAYS,
  type AlertKind,
  type AlertRouteBody,
  type AlertRouteCreated,
  type Weekday,
} from "@governor/contract";
import { apiPost, CONNECTION_ARGS } from "../client.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson, printLine, showable } from "../output.ts";

const ROUTE_ARGS = {
  name: { type: "string", description: "What to call it; made from the target when left out" },
  team: { type: "string", valueHint: "id", description: "Only what this team of the catalog owns" },
  quiet: { type: "string", valueHint: "22:00-07:00", description: "Hours in which nothing is sent; one summary after" },
  timezone: { type: "string", valueHint: "Europe/Berlin", description: "Of the quiet hours (default: this machine's)" },
  days: { type: "string", valueHint: "mon,tue,…", description: "On which quiet hours begin (default: every day)" },
  ...JSON_ARG,
  ...CONNECTION_ARGS,
} as const;

const webhook = adding(
  "webhook",
  "Send to a webhook, signed as Standard Webhooks are. Its secret is printed once",
  "url",
);
const slack = adding("slack", "Send to a Slack webhook, or to a chat that takes the same", "url");
const email = adding("email", "Send mails; the server needs --smtp-url", "address");

export default defineCommand({
  meta: { name: "add", description: "Send alerts somewhere" },
  subCommands: { webhook, slack, email },
});

function adding(kind: AlertKind, description: string, valueHint: string) {
  return command({
    name: `alerts add ${kind}`,
    description,
    args: {
      target: { type: "positional", required: true, valueHint, description: `The ${valueHint} to send to` },
      ...ROUTE_ARGS,
    },
    async run(args) {
      const { target, name, team } = args;
      const quiet = quietOf(args, `alerts add ${kind}`);
      const body: AlertRouteBody = {
        kind,
        target,
        ...(name === undefined ? {} : { name }),
        ...(team === undefined ? {} : { team }),
        ...(quiet === undefined ? {} : { quiet }),
      };
      const made = await apiPost<AlertRouteCreated>(args, "/api/v1/alerts/routes", body);
      if (args.json) printJson(made);
      else if (made.secret !== null) printLine(made.secret);
      const { id, name: called } = showable(made.route);
      if (made.secret !== null) note("The secret that signs its messages: keep it now, it is not shown again.");
      note(`Alerts go to "${called}". Try it with:`);
      note(`  governor alerts test ${id}`);
      return 0;
    },
  });
}

function quietOf(
  args: { quiet?: string | undefined; timezone?: string | undefined; days?: string | undefined },
  name: string,
): AlertRouteBody["quiet"] {
  if (args.quiet === undefined) {
    if (args.timezone !== undefined || args.days !== undefined)
      throw usage("--timezone and --days are of quiet hours; say them with --quiet 22:00-07:00", name);
    return undefined;
  }
  const match = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(args.quiet);
  if (!match) throw usage(`--quiet is ${JSON.stringify(args.quiet)}; write it like 22:00-07:00`, name);
  const days = args.days?.split(",").map((day) => day.trim().toLowerCase());
  const bad = days?.find((day) => !WEEKDAYS.includes(day as Weekday));
  if (bad !== undefined) throw usage(`--days has ${JSON.stringify(bad)}; it takes ${WEEKDAYS.join(",")}`, name);
  return {
    from: match[1] ?? "",
    to: match[2] ?? "",
    timezone: args.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(days === undefined ? {} : { days: days as Weekday[] }),
  };
}
