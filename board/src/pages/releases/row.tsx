import type { Period, Release } from "@governor/contract";
import { countText, shortSha, timeText } from "../../data/format.ts";
import { rowId } from "../../parts/cursor.ts";
import { keyOf, percentAt, type Blame } from "./by-service.ts";
import { Detail } from "./detail.tsx";

interface Props {
  release: Release;
  period: Period;
  blames: Blame[];
  selected: boolean;
  open: boolean;
  toggle: () => void;
}

/** Columns of the table, for what opens below a row. */
const COLUMNS = 7;

/** One release on the period's line; opened, its verdict and the way back. */
export function Row({ release, period, blames, selected, open, toggle }: Props) {
  const nowMs = Date.now();
  const live = blames.filter(({ finding }) => finding.closedMs === null).length;
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && !event.target.closest("a, button")) toggle();
  };
  return (
    <>
      <tr id={rowId(keyOf(release))} class={selected ? "row sel" : "row"} onClick={onClick}>
        <th scope="row" class="first">
          <button type="button" class="row-open" aria-expanded={open} onClick={toggle}>
            <b>{release.release || "no version"}</b>{" "}
            {release.event?.title && <span class="of-service">{release.event.title}</span>}
          </button>
        </th>
        <td class="lane-cell">
          <Lane release={release} period={period} bad={live > 0} />
        </td>
        <td>
          {release.firstSeenMs === null ? <span class="warn">not seen</span> : timeText(release.firstSeenMs, nowMs)}
        </td>
        <td class="wide mut">{release.lastSeenMs === null ? "–" : lastText(release.lastSeenMs, period, nowMs)}</td>
        <td class="wide">{countText(release.spans)}</td>
        <td class="far">
          <Announced release={release} />
        </td>
        <td class="mid">
          {blames.length === 0 ? (
            <span class="mut">–</span>
          ) : (
            <span class={live > 0 ? "bad" : "mut"}>
              {blames.length} {blames.length === 1 ? "finding" : "findings"}
            </span>
          )}
        </td>
      </tr>
      {open && (
        <tr class="opened">
          <td colSpan={COLUMNS}>
            <Detail release={release} blames={blames} />
          </td>
        </tr>
      )}
    </>
  );
}

/** From first to last span, and when it was announced. */
function Lane({ release, period, bad }: { release: Release; period: Period; bad: boolean }) {
  const { firstSeenMs, lastSeenMs, event } = release;
  const nowMs = Date.now();
  const seen = firstSeenMs === null ? "not seen" : `seen from ${timeText(firstSeenMs, nowMs)}`;
  const left = firstSeenMs === null ? 0 : percentAt(firstSeenMs, period);
  const right = lastSeenMs === null ? left : percentAt(lastSeenMs, period);
  return (
    <div class="lane" role="img" aria-label={`${release.release}: ${seen}`}>
      {firstSeenMs !== null && (
        <i class={bad ? "bad-lane" : ""} style={{ left: `${left}%`, width: `${Math.max(right - left, 0.6)}%` }} />
      )}
      {event && <u style={{ left: `${percentAt(event.timeUnixMs, period)}%` }} />}
    </div>
  );
}

function Announced({ release: { event } }: { release: Release }) {
  if (event === null) return <span class="mut">not announced</span>;
  return (
    <>
      {event.kind !== "deploy" && `${event.kind} `}
      {event.sha && <code>{shortSha(event.sha)}</code>} {event.actor && <span class="mut">by {event.actor}</span>}
    </>
  );
}

/** What is still seen is running. */
function lastText(lastMs: number, period: Period, nowMs: number): string {
  return (period.freshMs ?? nowMs) - lastMs < 120_000 ? "now" : timeText(lastMs, nowMs);
}
