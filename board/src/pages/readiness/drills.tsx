import type { Drill } from "@governor/contract";
import { msText, timeText } from "../../data/format.ts";
import { useDrills } from "../../data/readiness.ts";
import { useUrl } from "../../data/url.ts";
import { Snippet } from "../../parts/copy.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";

/** Practices of the way back, newest first. */
export function Drills() {
  const { search } = useUrl();
  const answer = useDrills();
  const drills = (answer.data?.drills ?? []).filter(
    ({ service }) => search.service === undefined || service === search.service,
  );
  if (!answer.data)
    return answer.error ? (
      <PageFailure error={answer.error} retry={() => void answer.refetch()} />
    ) : (
      <Loading rows={4} label="Reading drills" />
    );
  if (drills.length === 0) return <NoDrills />;
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                Drill
              </th>
              <th scope="col" class="left">
                Outcome
              </th>
              <th scope="col" class="mid">
                Took
              </th>
              <th scope="col" class="wide left">
                By
              </th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {drills.map((drill) => (
              <Line key={drill.id} drill={drill} />
            ))}
          </tbody>
        </table>
      </div>
      <TableFoot
        command="governor readiness drills"
        period={undefined}
        csv={{ name: "drills.csv", header: CSV_HEADER, rows: () => drills.map(csvRow) }}
      >
        {drills.length} {drills.length === 1 ? "drill" : "drills"} on record
      </TableFoot>
    </>
  );
}

function Line({ drill }: { drill: Drill }) {
  return (
    <tr>
      <th scope="row" class="first" title={drill.note}>
        <b>{drill.service}</b> {drill.kind}{" "}
        <span class="of-service">{[drill.env, drill.note].filter(Boolean).join(" · ")}</span>
      </th>
      <td class={drill.outcome === "passed" ? "left good" : "left bad"}>{drill.outcome}</td>
      <td class="mid">
        {drill.durationMs === null ? <span class="mut">not measured</span> : msText(drill.durationMs)}
      </td>
      <td class="wide left mut">{drill.actor}</td>
      <td class="mut">{timeText(drill.timeUnixMs, Date.now())}</td>
    </tr>
  );
}

function NoDrills() {
  return (
    <div class="card lead">
      <h2>Nobody has practised the way back</h2>
      <p>
        Roll a release back on purpose, on a quiet day, measure how long it took until users were served rightly again,
        and put it on record:
      </p>
      <Snippet
        text="governor readiness drill --service cases-api --kind rollback --passed --took 4m"
        label="Record a drill"
      />
    </div>
  );
}

const CSV_HEADER = ["service", "kind", "env", "outcome", "duration_ms", "note", "actor", "time_unix_ms"];

function csvRow(drill: Drill): (string | number | null)[] {
  return [
    drill.service,
    drill.kind,
    drill.env,
    drill.outcome,
    drill.durationMs,
    drill.note,
    drill.actor,
    drill.timeUnixMs,
  ];
}
