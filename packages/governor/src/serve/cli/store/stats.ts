import type { StoreResponse } from "@governor/contract";

import { apiGet, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, printJson, printLine, printTable, showable } from "../output.ts";
import { formatBytes } from "./size.ts";

export default command({
  name: "store stats",
  description: "What the stores take on disk, by table and day, and how long the disk lasts",
  args: { ...JSON_ARG, ...CONNECTION_ARGS },
  async run(args) {
    const response = await apiGet<StoreResponse>(args, "/api/v1/store");
    if (args.json) printJson(response);
    else printUsage(showable(response));
    return 0;
  },
});

function printUsage({ facts, state, log, disk, forecast }: StoreResponse): void {
  const perSpan = facts.bytesPerSpan === null ? "" : ` · ${facts.bytesPerSpan.toFixed(0)} bytes a span`;
  printLine(`Facts (${facts.place}, schema ${facts.schemaVersion}): ${formatBytes(facts.sizeBytes)}${perSpan}`);
  printTable(facts.tables, [
    { title: "TABLE", value: ({ table }) => table },
    { title: "ROWS", align: "right", value: ({ rows }) => String(rows) },
    { title: "SIZE", align: "right", value: ({ sizeBytes }) => formatBytes(sizeBytes) },
    {
      title: "A DAY",
      align: "right",
      value: ({ bytesPerDay }) => (bytesPerDay === null ? "–" : formatBytes(bytesPerDay)),
    },
    {
      title: "KEPT",
      align: "right",
      value: ({ retentionDays }) => (retentionDays === null ? "for ever" : `${retentionDays} days`),
    },
  ]);
  if (facts.days.length > 0) {
    printLine();
    printTable(facts.days, [
      { title: "DAY", value: ({ day }) => day },
      { title: "ROWS", align: "right", value: ({ rows }) => String(rows) },
      { title: "SIZE", align: "right", value: ({ sizeBytes }) => formatBytes(sizeBytes) },
    ]);
  }
  printLine();
  printLine(`State (${state.place}, schema ${state.schemaVersion}): ${formatBytes(state.sizeBytes)}`);
  printTable(state.tables, [
    { title: "TABLE", value: ({ table }) => table },
    { title: "ROWS", align: "right", value: ({ rows }) => String(rows) },
    { title: "SIZE", align: "right", value: ({ sizeBytes }) => formatBytes(sizeBytes) },
  ]);
  printLine();
  printLine(`Log: ${formatBytes(log.sizeBytes)} in ${log.segments} segments wait, ${log.spansPending} spans`);
  printLine(`Quarantine: ${formatBytes(log.quarantineBytes)} in ${log.quarantineFiles} segments`);
  printLine(`Disk: ${formatBytes(disk.freeBytes)} free of ${formatBytes(disk.totalBytes)}`);
  printLine(forecastLine(facts.place, forecast));
}

function forecastLine(place: "embedded" | "url", forecast: StoreResponse["forecast"]): string {
  if (place === "url") return "Forecast: the facts are on another machine; watch its disk there";
  if (forecast === null) return "Forecast: less than an hour of data is too little to tell";
  const { bytesPerDay, steadyStateBytes, daysUntilFull } = forecast;
  const steady = steadyStateBytes === null ? "" : `, ${formatBytes(steadyStateBytes)} once old days go`;
  const full = daysUntilFull === null ? "the disk lasts" : `the disk is full in ${daysUntilFull} days`;
  return `Forecast: ${formatBytes(bytesPerDay)} a day${steady}; ${full}`;
}
