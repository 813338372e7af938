import type { EndpointOffender, OffenderSort } from "@governor/contract";
import type { ComponentChildren } from "preact";
import { changeText, changeTone, countText, msText, rateText, shareText } from "../../data/format.ts";
import { OwnerChip } from "../../parts/owner.tsx";

export interface Column {
  name: string;
  sort?: OffenderSort;
  /** Class of head and cells: `far`, `wide` and `mid` move into the opened row as the screen narrows, in this order. */
  look: string;
  /** Title of the head. */
  meaning: string;
  cell: (row: EndpointOffender) => ComponentChildren;
}

/** The table, left to right. The sparkline and the opened row are Row's. */
export const COLUMNS: readonly Column[] = [
  {
    name: "Endpoint",
    look: "first",
    meaning: "Method and route, and its service",
    cell: (row) => <EndpointName row={row} />,
  },
  {
    name: "Share of time",
    sort: "share",
    look: "",
    meaning: "Part of all time spent in endpoints",
    cell: (row) => <Share row={row} />,
  },
  {
    name: "Calls",
    sort: "calls",
    look: "wide",
    meaning: "Calls in the period: n of every figure in the row",
    cell: (row) => countText(row.calls),
  },
  { name: "p50", look: "far mut", meaning: "Half of the calls are faster", cell: (row) => msText(row.p50Ms) },
  { name: "p95", sort: "p95", look: "mid", meaning: "95 % of the calls are faster", cell: (row) => <P95 row={row} /> },
  { name: "p99", look: "far mut", meaning: "99 % of the calls are faster", cell: (row) => msText(row.p99Ms) },
  {
    name: "Errors",
    sort: "errors",
    look: "wide",
    meaning: "Part of the calls that failed",
    cell: (row) => <Errors row={row} />,
  },
  {
    name: "Failed/min",
    sort: "errorImpact",
    look: "far",
    meaning: "Errors × volume: error rate × calls per minute",
    cell: (row) => <span class={row.errorImpact === 0 ? "mut" : ""}>{rateText(row.errorImpact)}</span>,
  },
  {
    name: "Δ p95",
    sort: "change",
    look: "mid",
    meaning: "p95 against the period before; – where either has too few calls",
    cell: (row) => <span class={changeTone(row.change)}>{changeText(row.change)}</span>,
  },
  {
    name: "Owner",
    look: "wide",
    meaning: "Who answers for it, as the catalog says",
    cell: (row) => <OwnerChip owner={row.owner} />,
  },
];

export const CSV_HEADER = [
  "service",
  "env",
  "endpoint",
  "time_share",
  "total_time_ms",
  "calls",
  "p50_ms",
  "p95_ms",
  "p95_low_ms",
  "p95_high_ms",
  "p99_ms",
  "errors",
  "error_rate",
  "change",
  "owner",
  "release",
  "exemplar_trace_id",
];

export function csvRow(row: EndpointOffender): (string | number | null)[] {
  return [
    row.service,
    row.env,
    row.endpoint,
    row.timeShare,
    row.totalTimeMs,
    row.calls,
    row.p50Ms,
    row.p95Ms,
    row.p95LowMs,
    row.p95HighMs,
    row.p99Ms,
    row.errors,
    row.errorRate,
    row.change,
    row.owner?.team ?? "",
    row.release,
    row.exemplarTraceId,
  ];
}

export function EndpointName({ row }: { row: { method: string; route: string; endpoint: string; service: string } }) {
  return (
    <>
      {row.method && <span class="verb">{row.method}</span>}
      <span class="route">{row.method ? row.route : row.endpoint}</span> <span class="of-service">{row.service}</span>
    </>
  );
}

function Share({ row }: { row: EndpointOffender }) {
  return (
    <>
      <span class="share" aria-hidden="true">
        <i style={{ width: `${row.timeShare * 100}%` }} />
      </span>
      <span class="share-text">{shareText(row.timeShare)}</span>
    </>
  );
}

function P95({ row }: { row: EndpointOffender }) {
  return (
    <b title={`95 % between ${msText(row.p95LowMs)} and ${msText(row.p95HighMs)}, n ${countText(row.calls)}`}>
      {msText(row.p95Ms)}
    </b>
  );
}

function Errors({ row }: { row: EndpointOffender }) {
  return (
    <span
      class={row.errorRate >= 0.005 ? "bad" : row.errors === 0 ? "mut" : ""}
      title={`${row.errors} of ${row.calls}`}
    >
      {shareText(row.errorRate)}
    </span>
  );
}
