import type { FindingsView } from "../../data/findings.ts";
import { useStatus } from "../../data/api.ts";
import { useUrl } from "../../data/url.ts";
import { Snippet } from "../../parts/copy.tsx";
import { PageLink } from "../../parts/link.tsx";

const WORDS: Record<FindingsView, string> = {
  active: "Nothing is found wrong",
  snoozed: "Nothing is snoozed",
  fixed: "Nothing was fixed in this period",
  all: "Nothing was found wrong in this period",
};

const TARGET = `journeys:
  case-search:
    owner: core
    steps:
      search-api:
        selector: { service: cases-api, method: GET, route: /cases/search }
        target: { p95: 600ms }
`;

/** An empty list is good news only where there is something to hold: without targets it says nothing. */
export function NoFindings({ view }: { view: FindingsView }) {
  const { search, set } = useUrl();
  const journeys = useStatus().data?.catalog.journeys;
  const filters = (["env", "service", "tenant", "team", "rule"] as const).filter((key) => search[key] !== undefined);
  return (
    <div class="card lead">
      <h2>{WORDS[view]}</h2>
      {journeys === 0 ? (
        <>
          <p>
            And nothing can be: the catalog has no target that could be missed. Give a step one in{" "}
            <code>governor.yaml</code>; it is judged within a minute.
          </p>
          <Snippet text={TARGET} label="A target in governor.yaml" />
        </>
      ) : (
        <p>
          {view === "active" && <>Every target that could be judged holds. </>}
          <PageLink to="/">Journeys</PageLink> shows how close each one is, and which cannot be judged yet.
        </p>
      )}
      {filters.length > 0 && (
        <button
          type="button"
          class="btn"
          onClick={() => set(Object.fromEntries(filters.map((key) => [key, undefined])))}
        >
          Without the filters ({filters.map((key) => `${key} ${search[key]}`).join(", ")})
        </button>
      )}
    </div>
  );
}
