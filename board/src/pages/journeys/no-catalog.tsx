import { Snippet } from "../../parts/copy.tsx";
import { PageLink } from "../../parts/link.tsx";

const MINIMAL = `version: 1
teams:
  core:
    contact: "#core"
services:
  cases-api:
    owner: core
journeys:
  case-search:
    title: Case search
    owner: core
    steps:
      search-api:
        title: Search API
        selector: { service: cases-api, method: GET, route: /cases/search }
        target: { p95: 600ms }
`;

/** Data without intent: how to say what fast enough means. */
export function NoCatalog({ problem, path }: { problem: string | null; path: string | null }) {
  return (
    <div class="card lead">
      <h2>No journeys yet</h2>
      {problem && (
        <p class="bad">
          {path}: {problem}
        </p>
      )}
      <p>
        A journey is what a user does; its steps have targets. Write them down in <code>governor.yaml</code>, in your
        repository, and start with <code>governor up --catalog governor.yaml</code>. Endpoints need nothing: they are
        under <PageLink to="/offenders">Offenders</PageLink> already.
      </p>
      <Snippet text={MINIMAL} label="A small governor.yaml" />
    </div>
  );
}
