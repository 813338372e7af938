import { Document, isMap, isScalar, type YAMLMap } from "yaml";
import type { MergedCatalog } from "./merge.ts";

/** The merged catalog as a `governor.yaml`, each definition under the name of the part that it came from. */
export function catalogYaml({ source, origins }: Pick<MergedCatalog, "source" | "origins">): string {
  const document = new Document(source);
  for (const section of ["teams", "services", "journeys"] as const) {
    const map = document.get(section);
    if (isMap(map)) comment(map, origins[section]);
  }
  return document.toString({ lineWidth: 120 });
}

function comment(map: YAMLMap, origins: ReadonlyMap<string, readonly string[]>): void {
  for (const { key } of map.items) {
    const parts = isScalar(key) ? origins.get(String(key.value)) : undefined;
    if (isScalar(key) && parts) key.commentBefore = ` from ${parts.join(", ")}`;
  }
}
