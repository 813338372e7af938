import { useState } from "preact/hooks";
import { countText, msText, timeText } from "../../data/format.ts";
import type { ChartPoint } from "./points.ts";

interface Props {
  id: string;
  points: readonly ChartPoint[];
  /** What the second column of values is; empty without one. */
  beforeLabel: string;
}

const PAGE_ROWS = 20;

/** The chart's values, for those who do not see it, a page at a time. */
export function ValuesTable({ id, points, beforeLabel }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details id={id} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Values as a table</summary>
      {isOpen && <Pages points={points} beforeLabel={beforeLabel} />}
    </details>
  );
}

function Pages({ points, beforeLabel }: Omit<Props, "id">) {
  const [page, setPage] = useState(0);
  const nowMs = Date.now();
  const last = Math.max(0, Math.ceil(points.length / PAGE_ROWS) - 1);
  const at = Math.min(page, last);
  // The newest first: it is what one looks for.
  const shown = points.toReversed().slice(at * PAGE_ROWS, (at + 1) * PAGE_ROWS);
  return (
    <>
      <div class="chart-table" tabIndex={0} role="region" aria-label="Values">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">p95</th>
              <th scope="col">n</th>
              {beforeLabel && <th scope="col">p95, {beforeLabel}</th>}
              {beforeLabel && <th scope="col">n, {beforeLabel}</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((point) => (
              <tr key={point.timeUnixMs}>
                <th scope="row">{timeText(point.timeUnixMs, nowMs, true)}</th>
                <td>{msText(point.p95Ms ?? null)}</td>
                <td>{countText(point.n)}</td>
                {beforeLabel && <td>{msText(point.beforeMs ?? null)}</td>}
                {beforeLabel && <td>{countText(point.beforeN)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {last > 0 && (
        <p class="chart-pages">
          <button type="button" class="quiet" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Newer
          </button>
          <span role="status">
            page {at + 1} of {last + 1}
          </span>
          <button type="button" class="quiet" disabled={at === last} onClick={() => setPage(at + 1)}>
            Older
          </button>
        </p>
      )}
    </>
  );
}
