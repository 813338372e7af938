import { useJourneys, useOffenders } from "../../data/api.ts";
import { sharedOf, withPatch, type BoardSearch } from "../../data/search.ts";

/** Teams that own something in the period: a team is the catalog's word, not a tag of a span, so it is read from what is owned. */
export function useTeams(search: BoardSearch): string[] {
  const everyTeam = withPatch(sharedOf(search), { team: undefined });
  const journeys = useJourneys(everyTeam).data?.journeys ?? [];
  const endpoints = useOffenders(everyTeam).data?.endpoints ?? [];
  const teams = [...journeys, ...endpoints].flatMap((each) => each.owner?.team ?? []);
  return [...new Set(teams)].sort();
}
