import type { Finding, Suspect } from "@governor/contract";
import { useState } from "preact/hooks";
import { shortSha, timeText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Copy } from "../../parts/copy.tsx";

const SHOWN = 3;

/** Open findings, worst first, each a sentence with the way back. */
export function VerdictList({ findings }: { findings: readonly Finding[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? findings : findings.slice(0, SHOWN);
  return (
    <div aria-label="Findings" role="region">
      {shown.map((finding) => (
        <Verdict key={finding.id} finding={finding} />
      ))}
      {findings.length > shown.length && (
        <button type="button" class="quiet more" onClick={() => setAll(true)}>
          {findings.length - shown.length} more
        </button>
      )}
    </div>
  );
}

function Verdict({ finding }: { finding: Finding }) {
  const { set } = useUrl();
  const { verdict, state } = finding;
  const suspect = verdict.suspects.toSorted((a, b) => b.probability - a.probability)[0];
  const known = state === "acknowledged";
  return (
    <article class={known ? "verdict known" : "verdict"}>
      <div class="verdict-text">
        <button type="button" class="verdict-open" onClick={() => set({ finding: finding.id })}>
          {verdict.summary}
        </button>{" "}
        <span class="mut">
          {verdict.sinceMs !== null && `Since ${timeText(verdict.sinceMs, Date.now())}`}
          {verdict.owner && <span class="verdict-owner"> · {verdict.owner.team}</span>}
          {known && " · acknowledged"}
        </span>
        <br />
        {suspect && <SuspectText suspect={suspect} />}
        {verdict.rollback?.note && <span class="mut"> {verdict.rollback.note}</span>}
      </div>
      <div class="verdict-do">
        <button type="button" class="btn" onClick={() => set({ finding: finding.id })}>
          Evidence
        </button>
        {verdict.rollback?.command && (
          <Copy text={verdict.rollback.command} class="btn primary">
            Copy rollback
          </Copy>
        )}
      </div>
    </article>
  );
}

function SuspectText({ suspect }: { suspect: Suspect }) {
  if (suspect.kind === "no-deploy") return <>Probably no deploy, {suspect.probability.toFixed(2)}.</>;
  return (
    <>
      Suspect:{" "}
      <b>
        {suspect.service} {suspect.release}
      </b>{" "}
      {suspect.sha && <code>{shortSha(suspect.sha)}</code>}{" "}
      {suspect.owner || suspect.actor ? `by ${suspect.owner || suspect.actor}` : ""}, probability{" "}
      {suspect.probability.toFixed(2)}.
    </>
  );
}
