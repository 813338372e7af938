import "../../look/tables.css";
import "../../look/forms.css";
import "./catalog.css";
import type { CatalogResponse } from "@governor/contract";
import { useCatalog } from "../../data/catalog.ts";
import { useUrl } from "../../data/url.ts";
import { Choice } from "../../parts/choice.tsx";
import { Snippet } from "../../parts/copy.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { Journeys } from "./journeys.tsx";
import { Parts } from "./parts.tsx";
import { Services } from "./services.tsx";
import { Teams } from "./teams.tsx";
import { Versions } from "./versions.tsx";
import { Wrong } from "./wrong.tsx";

const VIEWS = [
  { id: "services", name: "Services", view: Services },
  { id: "journeys", name: "Journeys", view: Journeys },
  { id: "teams", name: "Teams", view: Teams },
  { id: "parts", name: "Parts", view: Parts },
  { id: "versions", name: "Versions", view: Versions },
] as const;

/** Intent, merged from many repositories: who owns what, what users do, how fast it has to be, and where each line came from. */
export function Catalog() {
  const { search, set } = useUrl();
  const answer = useCatalog();
  const shown = VIEWS.find(({ id }) => id === search.show) ?? VIEWS[0];
  const { data } = answer;
  const empty = data !== undefined && data.parts.length === 0 && data.services.length === 0;
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Catalog</h1>
          <p class="sub">
            {data && !empty ? <Whole catalog={data} /> : "Who owns what, what users do, and how fast it has to be"}
          </p>
        </div>
        {data && !empty && (
          <Choice
            label="What to show"
            options={VIEWS}
            chosen={shown.id}
            choose={(id) => set({ show: id === "services" ? undefined : id })}
          />
        )}
      </div>
      {!data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!data && !answer.error && <Loading rows={8} label="Reading the catalog" />}
      {empty && <NoCatalog />}
      {data && <Wrong catalog={data} />}
      {data && !empty && <shown.view catalog={data} />}
    </>
  );
}

function Whole({ catalog }: { catalog: CatalogResponse }) {
  const { parts, version, contentHash } = catalog;
  return (
    <>
      Merged from {parts.length} {parts.length === 1 ? "part" : "parts"}
      {version !== null && `, version ${version}`} <code class="mut">{contentHash.slice(0, 10)}</code>
    </>
  );
}

function NoCatalog() {
  return (
    <div class="card lead">
      <h2>Nothing is written down yet</h2>
      <p>
        The catalog says what telemetry cannot: owners, journeys, targets. Let what was seen propose the first one, and
        push it from the pipeline of each repository.
      </p>
      <Snippet
        text={
          "governor init > governor.yaml\ngovernor catalog check governor.yaml\ngovernor catalog push governor.yaml"
        }
        label="A first catalog"
      />
    </div>
  );
}
