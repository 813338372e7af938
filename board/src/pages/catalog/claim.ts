import type { CatalogConflict, OrphanService } from "@governor/contract";

/** What claims services for a team, to be pasted into its `governor.yaml`. */
export function claimSnippet(orphans: readonly Pick<OrphanService, "service">[], team: string): string {
  const names = [...new Set(orphans.map(({ service }) => service))];
  return ["services:", ...names.map((name) => `  ${yamlKey(name)}: { owner: ${team} }`)].join("\n");
}

/** `cases, in cases/governor.yaml:14; search, in governor.yaml:3`: the first one stands. */
export function definitionsText({ definitions }: CatalogConflict): string {
  return definitions.map(({ part, file, line }) => `${part} (${file}:${line})`).join(", then ");
}

/** A service's name comes from telemetry and may be anything; YAML reads only plain words as themselves. */
function yamlKey(name: string): string {
  return /^[A-Za-z][\w.-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
