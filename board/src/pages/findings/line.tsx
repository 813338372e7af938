import type { Finding, Suspect, Verdict } from "@governor/contract";
import { countText, shareText, timeText, valueText } from "../../data/format.ts";
import { Bullet } from "../../parts/bullet.tsx";
import { rowId } from "../../parts/cursor.ts";
import { OwnerChip } from "../../parts/owner.tsx";
import { suspectOf } from "./csv.ts";

interface Props {
  finding: Finding;
  selected: boolean;
  open: () => void;
}

/** One finding: the sentence, what it rests on, and who. Narrow, the last columns stand under the sentence. */
export function Line({ finding, selected, open }: Props) {
  const { verdict } = finding;
  const suspect = suspectOf(verdict.suspects);
  const since = sinceText(verdict.sinceMs ?? finding.openedMs);
  return (
    <tr id={rowId(finding.id)} class={selected ? "row sel" : "row"} onClick={open}>
      <th scope="row" class="first">
        <span class={`dot ${toneOf(finding)}`} aria-hidden="true" />
        <button type="button" class="finding-open" onClick={open}>
          {verdict.summary}
        </button>
        <span class="finding-meta">
          {[stateText(finding), verdict.rule, verdict.subject.service, verdict.subject.env].filter(Boolean).join(" · ")}
          <span class="finding-more">
            {" · "}
            {since} · n {countText(verdict.n)}
            {verdict.owner && ` · ${verdict.owner.team}`}
          </span>
        </span>
      </th>
      <td class="limit-cell">
        <Limit verdict={verdict} closed={finding.closedMs !== null} />
      </td>
      <td class="far mut">{countText(verdict.n)}</td>
      <td class="wide">{since}</td>
      <td class="far left">
        <SuspectName suspect={suspect} />
      </td>
      <td class="wide">
        <OwnerChip owner={verdict.owner} />
      </td>
    </tr>
  );
}

/** Value, limit and uncertainty on one bar. */
function Limit({ verdict, closed }: { verdict: Verdict; closed: boolean }) {
  const { observed, limit, unit, interval } = verdict;
  return (
    <div class="limit">
      <span>
        <b class={closed ? "mut" : "bad"}>{valueText(observed, unit)}</b>{" "}
        <small class="mut">≤ {valueText(limit, unit)}</small>
      </span>
      <Bullet
        valueMs={observed}
        lowMs={interval?.low ?? null}
        highMs={interval?.high ?? null}
        targetMs={limit}
        state={closed ? "not-enough-data" : "over"}
        text={(value) => valueText(value, unit)}
      />
    </div>
  );
}

function SuspectName({ suspect }: { suspect: Suspect | undefined }) {
  if (suspect === undefined) return <span class="mut">–</span>;
  return (
    <>
      {suspect.kind === "deploy" ? `${suspect.service} ${suspect.release}` : <span class="mut">no deploy</span>}{" "}
      <span class="mut">{shareText(suspect.probability)}</span>
    </>
  );
}

function sinceText(ms: number): string {
  return timeText(ms, Date.now());
}

function stateText({ state, snooze }: Finding): string {
  return snooze && state !== "fixed" && state !== "verified" ? `snoozed until ${sinceText(snooze.untilMs)}` : state;
}

function toneOf({ state, snooze }: Finding): string {
  if (state === "fixed" || state === "verified") return "good";
  return state === "acknowledged" || snooze ? "known" : "bad";
}
