import type { CatalogResponse } from "@governor/contract";
import { countText, timeText } from "../../data/format.ts";
import { Snippet } from "../../parts/copy.tsx";
import { Prose } from "../../parts/prose.tsx";
import { claimSnippet, definitionsText } from "./claim.ts";

/** What is wrong with it as a whole: problems, conflicts, services of nobody, services that are silent. */
export function Wrong({ catalog }: { catalog: CatalogResponse }) {
  const { parts, conflicts, orphans, silent } = catalog;
  const problems = parts.flatMap((part) => part.problems);
  return (
    <>
      {problems.length > 0 && (
        <section class="card wrong bad-wrong">
          <h2>
            {problems.length} {problems.length === 1 ? "problem" : "problems"}
          </h2>
          <ul class="plain">
            {problems.map((problem) => (
              <li key={`${problem.file} ${problem.line} ${problem.rule}`}>
                <code>
                  {problem.file}:{problem.line}:{problem.column}
                </code>{" "}
                {problem.message} <span class="mut">{problem.fix}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {conflicts.length > 0 && (
        <section class="card wrong">
          <h2>Defined twice, and not alike</h2>
          <ul class="plain">
            {conflicts.map((conflict) => (
              <li key={`${conflict.noun} ${conflict.id}`}>
                {conflict.noun} <b>{conflict.id}</b>: the first stands. {definitionsText(conflict)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {orphans.length > 0 && <Orphans orphans={orphans} team={catalog.teams[0]?.team ?? "my-team"} />}
      {silent.length > 0 && (
        <section class="card wrong">
          <h2>Silent for a day</h2>
          <p>
            {silent.map(({ service }, i) => (
              <span key={service}>
                {i > 0 && ", "}
                <b>{service}</b>
              </span>
            ))}
            : in the catalog, and no span came. <Prose text="`governor doctor` finds what is in the way." />
          </p>
        </section>
      )}
    </>
  );
}

function Orphans({ orphans, team }: { orphans: CatalogResponse["orphans"]; team: string }) {
  return (
    <section class="card wrong orphans">
      <div>
        <h2>
          {orphans.length} {orphans.length === 1 ? "service" : "services"} that nobody owns
        </h2>
        <ul class="plain">
          {orphans.map(({ service, env, spans, lastSeenMs }) => (
            <li key={`${service} ${env}`}>
              <b>{service}</b>{" "}
              <span class="mut">
                {[env, `${countText(spans)} spans`, `last ${timeText(lastSeenMs, Date.now())}`]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <p class="mut">Paste into the governor.yaml of whoever owns them:</p>
        <Snippet text={claimSnippet(orphans, team)} label="Claim them" />
      </div>
    </section>
  );
}
