import type { Finding } from "@governor/contract";
import { msText, timeText } from "../../data/format.ts";

/** What happened to it, in order. */
export function History({ finding }: { finding: Finding }) {
  const unit = finding.verdict.unit;
  return (
    <ol class="plain history">
      {finding.history.map((entry, i) => (
        <li key={i}>
          <span class="mut">{timeText(entry.timeUnixMs, Date.now())}</span> {entry.event}
          {entry.observed !== null && unit === "ms" && ` at ${msText(entry.observed)}`}
          {entry.actor !== "governor" && entry.actor && ` by ${entry.actor}`}
          {entry.note && <span class="mut">: {entry.note}</span>}
        </li>
      ))}
    </ol>
  );
}
