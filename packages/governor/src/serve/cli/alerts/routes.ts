import type { AlertRoute, AlertRoutesResponse, AlertTestResponse } from "@governor/contract";
import { apiDelete, apiGet, apiPost, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, oneLine, printJson, printTable, showable } from "../output.ts";

const ID_ARG = {
  id: { type: "positional", required: true, description: "The route's id, from `alerts list`" },
} as const;

export const list = command({
  name: "alerts list",
  description: "Where alerts go, and whether they arrive",
  args: { ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiGet<AlertRoutesResponse>(args, "/api/v1/alerts/routes");
    if (args.json) printJson(response);
    else if (response.routes.length === 0) note("Nobody is alerted yet. Begin with: governor alerts add webhook <url>");
    else printRoutes(response.routes);
    return 0;
  },
});

export const test = command({
  name: "alerts test",
  description: "Send a test to a route now. Exits with 5 where it does not arrive",
  args: { ...ID_ARG, ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiPost<AlertTestResponse>(args, `${pathOf(args.id)}/test`, {});
    if (args.json) printJson(response);
    else note(response.isSent ? "It arrived." : `It did not arrive: ${showable(response.error)}`);
    return response.isSent ? 0 : 5;
  },
});

export const remove = command({
  name: "alerts remove",
  description: "Remove a route, with everything that waits for it",
  args: { ...ID_ARG, ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiDelete<AlertRoutesResponse>(args, pathOf(args.id));
    if (args.json) printJson(response);
    else note(`Removed "${showable(response.routes[0]?.name ?? "")}".`);
    return 0;
  },
});

function pathOf(id: string): string {
  return `/api/v1/alerts/routes/${encodeURIComponent(id)}`;
}

function printRoutes(routes: readonly AlertRoute[]): void {
  const time = (ms: number | null): string =>
    ms === null ? "never" : new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  printTable(showable(routes), [
    { title: "ID", value: (route) => route.id },
    { title: "NAME", value: (route) => route.name },
    { title: "TARGET", value: (route) => route.target },
    { title: "TEAM", value: (route) => route.team || "all" },
    { title: "QUIET", value: quietOf },
    { title: "LAST SENT", value: (route) => time(route.lastSentMs) },
    { title: "WAITING", value: (route) => String(route.waiting), align: "right" },
    {
      title: "PROBLEM",
      value: (route) => oneLine(route.lastError, 60) || "none",
      paint: (route) => (route.lastError === "" ? "green" : "red"),
    },
  ]);
}

function quietOf({ quiet }: AlertRoute): string {
  if (quiet === null) return "never";
  const days = quiet.days.length === 7 ? "" : ` ${quiet.days.join(",")}`;
  return `${quiet.from}-${quiet.to} ${quiet.timezone}${days}`;
}
