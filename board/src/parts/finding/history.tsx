import type { Finding, FindingHistoryEntry } from "@governor/contract";
import { timeText, valueText } from "../../data/format.ts";

/** Shown at first: what people did is always among them, what was only seen again may not be. */
const SHOWN = 12;

/** What happened to it, newest first; runs of the same observation are one line. */
export function History({ finding }: { finding: Finding }) {
  const lines = foldObservations(finding.history).toReversed();
  return (
    <ol class="timeline">
      {lines.slice(0, SHOWN).map((entry) => (
        <Line key={`${entry.timeUnixMs} ${entry.event}`} entry={entry} finding={finding} />
      ))}
      {lines.length > SHOWN && <li class="mut">and {lines.length - SHOWN} before</li>}
    </ol>
  );
}

function Line({ entry, finding }: { entry: FindingHistoryEntry; finding: Finding }) {
  const who = entry.actor === "governor" ? "" : entry.actorName || entry.actor;
  return (
    <li class={`event-${entry.event}`}>
      <span class="timeline-head">
        <b>{entry.event}</b>
        {entry.observed !== null && ` at ${valueText(entry.observed, finding.verdict.unit)}`}
        {who && ` by ${who}`}
        <span class="mut">{timeText(entry.timeUnixMs, Date.now())}</span>
      </span>
      {entry.note && <span class="timeline-note">{readableNote(entry.note, Date.now())}</span>}
    </li>
  );
}

/** A snooze's end is written down in UTC, and read in the reader's own time. */
export function readableNote(note: string, nowMs: number): string {
  return note.replace(
    /^Until (\d{4}-\d\d-\d\dT[\d:.]+Z)/,
    (_, iso: string) => `Until ${timeText(Date.parse(iso), nowMs)}`,
  );
}

/** Of observations in a row only the newest says something. */
export function foldObservations(history: readonly FindingHistoryEntry[]): FindingHistoryEntry[] {
  return history.filter(
    (entry, i) => entry.event !== "observed" || entry.note !== "" || history[i + 1]?.event !== "observed",
  );
}
