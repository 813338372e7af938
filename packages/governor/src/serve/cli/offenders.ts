import { defineCommand } from "citty";
import type { EndpointOffender, EndpointOffendersResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS } from "./client.ts";
import { command } from "./command.ts";
import { formatMs, formatShare, JSON_ARG, note, printJson, printTable, showable } from "./output.ts";
import { PERIOD_ARGS, periodOf } from "./period.ts";

const endpoints = command({
  name: "offenders endpoints",
  description: "Endpoints by what they cost their callers",
  args: {
    sort: {
      type: "string",
      valueHint: "share|p95|calls|errors|errorImpact|change",
      description: "Order (default share of all time)",
    },
    limit: { type: "string", description: "Rows at most (default 20)" },
    ...PERIOD_ARGS,
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const query = { ...periodOf(args), sort: args.sort, limit: args.limit ?? "20" };
    const response = await apiGet<EndpointOffendersResponse>(args, "/api/v1/offenders/endpoints", query);
    if (args.json) printJson(response);
    else if (response.endpoints.length === 0) note("No endpoint was called in this period.");
    else printEndpoints(showable(response.endpoints));
    return 0;
  },
});

export default defineCommand({
  meta: { name: "offenders", description: "What costs most" },
  subCommands: { endpoints },
});

function printEndpoints(rows: readonly EndpointOffender[]): void {
  printTable(rows, [
    { title: "ENDPOINT", value: (row) => row.endpoint },
    { title: "SERVICE", value: (row) => row.service },
    { title: "SHARE", value: (row) => formatShare(row.timeShare), align: "right" },
    { title: "CALLS", value: (row) => String(Math.round(row.calls)), align: "right" },
    { title: "P50", value: (row) => formatMs(row.p50Ms), align: "right" },
    { title: "P95", value: (row) => formatMs(row.p95Ms), align: "right", paint: () => "bold" },
    { title: "P99", value: (row) => formatMs(row.p99Ms), align: "right" },
    {
      title: "ERRORS",
      value: (row) => formatShare(row.errorRate),
      align: "right",
      paint: (row) => (row.errorRate >= 0.05 ? "red" : null),
    },
    {
      title: "CHANGE",
      value: (row) => (row.change === null ? "–" : `${row.change > 0 ? "+" : ""}${(row.change * 100).toFixed(0)} %`),
      align: "right",
    },
    { title: "OWNER", value: (row) => row.owner?.team ?? "–" },
  ]);
}
