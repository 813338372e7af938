import type { CatalogPartResponse, CatalogResponse } from "@governor/contract";
import { apiGet, CONNECTION_ARGS, type Connection } from "../client.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson, printLine, printTable, showable } from "../output.ts";

export default command({
  name: "catalog show",
  description: "The catalog in force, merged, with the part each definition came from",
  args: {
    part: { type: "string", valueHint: "name", description: "Only this part, as it was pushed" },
    version: { type: "string", valueHint: "number", description: "As it was when this version was the newest" },
    orphans: { type: "boolean", description: "Services in telemetry that nobody owns, and services nobody sees" },
    from: { type: "string", description: "With --orphans: how far to look back (default now-24h)" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    if (args.version !== undefined && !/^[1-9]\d{0,14}$/.test(args.version))
      throw usage(`--version is ${JSON.stringify(args.version)}; it takes a number such as 12`, "catalog show");
    if (args.part !== undefined) return showPart(args, args.part);
    const catalog = await apiGet<CatalogResponse>(args, "/api/v1/catalog", { version: args.version, from: args.from });
    if (args.json) printJson(catalog);
    else if (args.orphans) printOrphans(catalog);
    else await printMerged(args, catalog);
    return 0;
  },
});

type Args = Connection & { version?: string | undefined; json?: boolean | undefined };

async function showPart(args: Args, name: string): Promise<number> {
  const part = await readPart(args, name);
  if (args.json) printJson(part);
  else process.stdout.write(part.content.endsWith("\n") ? part.content : `${part.content}\n`);
  return 0;
}

function readPart(args: Args, name: string): Promise<CatalogPartResponse> {
  return apiGet<CatalogPartResponse>(args, `/api/v1/catalog/parts/${encodeURIComponent(name)}`, {
    version: args.version,
  });
}

async function printMerged(args: Args, catalog: CatalogResponse): Promise<void> {
  const { mergeCatalog } = await import("../../../catalog/merge.ts");
  const { catalogYaml } = await import("../../../catalog/print.ts");
  const parts = [];
  for (const { name } of catalog.parts) {
    const { file, content } = await readPart(args, name);
    parts.push({ name, file, text: content });
  }
  process.stdout.write(catalogYaml(mergeCatalog(parts)));
  for (const { noun, id, definitions } of showable(catalog.conflicts)) {
    const places = definitions.map(({ part, file, line }) => `${part} (${file}:${line})`);
    note(`conflict: the ${noun} "${id}" is defined differently in ${places.join(" and ")}; the first one stands.`);
  }
  const { orphans } = catalog;
  if (orphans.length > 0)
    note(`${orphans.length} services of the last day have no owner: governor catalog show --orphans`);
}

function printOrphans(catalog: CatalogResponse): void {
  const { orphans, silent } = showable(catalog);
  if (orphans.length === 0) note("Every service that was seen has an owner.");
  else
    printTable(orphans, [
      { title: "SERVICE WITHOUT OWNER", value: ({ service }) => service },
      { title: "ENV", value: ({ env }) => env || "–" },
      { title: "SPANS", value: ({ spans }) => String(spans), align: "right" },
      { title: "LAST SEEN", value: ({ lastSeenMs }) => new Date(lastSeenMs).toISOString().slice(0, 19) },
    ]);
  if (silent.length === 0) return;
  printLine();
  printTable(silent, [
    { title: "SERVICE NOT SEEN", value: ({ service }) => service },
    { title: "OWNER", value: ({ owner }) => owner?.team ?? "–" },
    { title: "PART", value: ({ parts }) => parts.join(", ") },
  ]);
}
