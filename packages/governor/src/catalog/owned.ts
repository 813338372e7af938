import type { Catalog } from "./catalog.ts";

/** Services that some teams own, by the catalog; a team that it does not know owns none. */
export function servicesOf(catalog: Pick<Catalog, "services">, teams: readonly string[]): string[] {
  return [...catalog.services.values()]
    .filter(({ owner }) => owner !== null && teams.includes(owner))
    .map(({ id }) => id);
}
