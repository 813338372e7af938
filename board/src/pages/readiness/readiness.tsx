import "../../look/tables.css";
import "../../look/forms.css";
import "./readiness.css";
import type { ReadinessResponse } from "@governor/contract";
import { useState } from "preact/hooks";
import { commandOf } from "../../data/command.ts";
import { agoText } from "../../data/format.ts";
import { useReadiness } from "../../data/readiness.ts";
import { useMay } from "../../data/session.ts";
import { useUrl } from "../../data/url.ts";
import { Choice } from "../../parts/choice.tsx";
import { Snippet } from "../../parts/copy.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { byTeam, countsText } from "./by-team.ts";
import { Checks } from "./checks.tsx";
import { Drills } from "./drills.tsx";
import { Owners } from "./owners.tsx";
import { RecordDrill } from "./record-drill.tsx";

const VIEWS = [
  { id: "checks", name: "Checks" },
  { id: "owners", name: "Owners" },
  { id: "drills", name: "Drills" },
] as const;

/** The delivery checklist per service and team: what holds, what does not, what cannot be told yet, and what to do next. */
export function Readiness() {
  const { search, set } = useUrl();
  const answer = useReadiness();
  const mayTriage = useMay("triage");
  const [drilling, setDrilling] = useState(false);
  const view = VIEWS.find(({ id }) => id === search.show)?.id ?? "checks";
  const { data } = answer;
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Readiness</h1>
          <p class="sub">
            The delivery checklist per service. What cannot be judged yet says why; it is never a pass.{" "}
            {data && <span class="mut">Judged {agoText(Date.now() - data.judgedMs)} ago.</span>}
          </p>
        </div>
        <div class="title-do">
          {mayTriage && data && data.services.length > 0 && (
            <button type="button" class="btn" onClick={() => setDrilling(true)}>
              Record a drill
            </button>
          )}
          <Choice
            label="What to show"
            options={VIEWS}
            chosen={view}
            choose={(id) => set({ show: id === "checks" ? undefined : id, open: undefined })}
          />
        </div>
      </div>
      {!data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!data && !answer.error && <Loading rows={8} label="Judging the checklist" />}
      {data && (data.services.length === 0 ? <NoServices /> : <Shown view={view} data={data} />)}
      {drilling && data && (
        <RecordDrill services={data.services.map(({ service }) => service)} close={() => setDrilling(false)} />
      )}
    </>
  );
}

function Shown({ view, data }: { view: (typeof VIEWS)[number]["id"]; data: ReadinessResponse }) {
  const { search } = useUrl();
  const groups = byTeam(data.services, search.team);
  const services = groups.flatMap((group) => group.services);
  const sum = (key: "passed" | "failed" | "unjudged") => groups.reduce((total, each) => total + each[key], 0);
  if (view === "drills") return <Drills />;
  return (
    <>
      {services.length === 0 && <p class="card nothing">No service belongs to {search.team}.</p>}
      {view === "checks" && services.length > 0 && <Checks groups={groups} />}
      {view === "owners" && services.length > 0 && <Owners services={services} />}
      <TableFoot
        command={commandOf("readiness show", {}, { team: search.team }) + (view === "owners" ? " --owners" : "")}
        period={undefined}
        csv={{ name: "readiness.csv", header: CSV_HEADER, rows: () => csvRows(services) }}
      >
        {services.length} services ·{" "}
        {countsText({ passed: sum("passed"), failed: sum("failed"), unjudged: sum("unjudged") })}
      </TableFoot>
    </>
  );
}

function NoServices() {
  return (
    <div class="card lead">
      <h2>No service yet</h2>
      <p>
        Services stand here as soon as they send spans, or the catalog names them. Let telemetry propose the first
        catalog:
      </p>
      <Snippet text="governor init > governor.yaml" label="Propose a catalog" />
    </div>
  );
}

const CSV_HEADER = ["service", "team", "check", "outcome", "summary", "remedy"];

function csvRows(services: ReadinessResponse["services"]): string[][] {
  return services.flatMap(({ service, owner, checks }) =>
    checks.map(({ check, outcome, summary, remedy }) => [service, owner?.team ?? "", check, outcome, summary, remedy]),
  );
}
