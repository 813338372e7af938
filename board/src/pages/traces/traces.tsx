import "../../look/tables.css";
import "./traces.css";
import type { TracesResponse, TraceSummary } from "@governor/contract";
import { useState } from "preact/hooks";
import { apiPath, tracesParams, useTraces } from "../../data/api.ts";
import { countText, msText, shortId, timeText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { useKeys } from "../../parts/keyboard.ts";
import { TraceLink } from "../../parts/link.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";

const SORTS = [
  { id: "slowest", name: "Slowest" },
  { id: "newest", name: "Newest" },
  { id: "errors", name: "Failed" },
];

/** Real traces that match: the way from a number to what happened. */
export function Traces() {
  const url = useUrl();
  const traces = useTraces(url.search);
  const sort = url.search.sort ?? "slowest";
  const { endpoint, journey, step } = url.search;
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Traces</h1>
          <p class="sub">
            {endpoint ? <code>{endpoint}</code> : [journey, step].filter(Boolean).join(" / ") || "Of every endpoint"}
            {(endpoint ?? journey ?? step) !== undefined && (
              <button
                type="button"
                class="quiet"
                onClick={() => url.set({ endpoint: undefined, journey: undefined, step: undefined })}
              >
                show all endpoints
              </button>
            )}
          </p>
        </div>
        <div class="choice" role="group" aria-label="Which traces">
          {SORTS.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              aria-pressed={sort === id}
              onClick={() => url.set({ sort: id === "slowest" ? undefined : id })}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      {!traces.data && <PageFailure error={traces.error} retry={() => void traces.refetch()} />}
      {traces.data ? <List data={traces.data} /> : !traces.error && <Loading rows={12} label="Reading traces" />}
    </>
  );
}

function List({ data }: { data: TracesResponse }) {
  const url = useUrl();
  const [cursor, setCursor] = useState<string | null>(null);
  const longestMs = Math.max(...data.traces.map((trace) => trace.durationMs), 1e-9);
  const move = (by: number) => {
    const at = data.traces.findIndex((trace) => trace.traceId === cursor);
    const next = data.traces[Math.min(Math.max(at + by, 0), data.traces.length - 1)];
    if (!next) return;
    setCursor(next.traceId);
    document.getElementById(`trace-${next.traceId}`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => cursor !== null && url.go(`/traces/${cursor}`),
  });
  return (
    <>
      <div class="card scroll">
        <table class="trace-list">
          <thead>
            <tr>
              <th scope="col" class="first">
                Trace
              </th>
              <th scope="col">Took</th>
              <th scope="col" class="wide">
                Spans
              </th>
              <th scope="col" class="wide">
                Failed
              </th>
              <th scope="col" class="wide">
                Tenant
              </th>
              <th scope="col" class="wide">
                Release
              </th>
              <th scope="col" class="wide">
                Began
              </th>
            </tr>
          </thead>
          <tbody>
            {data.traces.map((trace) => (
              <Line
                key={trace.traceId}
                trace={trace}
                part={trace.durationMs / longestMs}
                selected={trace.traceId === cursor}
              />
            ))}
          </tbody>
        </table>
        {data.traces.length === 0 && <p class="nothing">No trace matches in this period.</p>}
      </div>
      <TableFoot
        command={`curl -s '${location.origin}${apiPath("/traces", tracesParams(url.search))}'`}
        period={data.period}
        read={apiPath("/traces", tracesParams(url.search))}
        csv={{ name: "traces.csv", header: CSV_HEADER, rows: () => data.traces.map(csvRow) }}
      >
        {countText(data.traces.length)} traces
      </TableFoot>
    </>
  );
}

function Line({ trace, part, selected }: { trace: TraceSummary; part: number; selected: boolean }) {
  const { go } = useUrl();
  return (
    <tr
      id={`trace-${trace.traceId}`}
      class={selected ? "row sel" : "row"}
      onClick={() => go(`/traces/${trace.traceId}`)}
    >
      <th scope="row" class="first">
        <TraceLink traceId={trace.traceId}>{trace.rootName}</TraceLink> <span class="of-service">{trace.service}</span>{" "}
        <code class="mut">{shortId(trace.traceId)}</code>
        <span class="trace-meta">
          {[trace.tenant, trace.release, timeText(trace.startUnixMs, Date.now(), true)].filter(Boolean).join(" · ")}
          {trace.errors > 0 && <span class="bad"> · {trace.errors} failed</span>}
        </span>
      </th>
      <td>
        <span class="bar" aria-hidden="true">
          <i style={{ width: `${part * 100}%` }} />
        </span>
        <b>{msText(trace.durationMs)}</b>
      </td>
      <td class="wide">{countText(trace.spans)}</td>
      <td class={trace.errors > 0 ? "wide bad" : "wide mut"}>{trace.errors}</td>
      <td class="wide">{trace.tenant}</td>
      <td class="wide">{trace.release}</td>
      <td class="wide mut">{timeText(trace.startUnixMs, Date.now(), true)}</td>
    </tr>
  );
}

const CSV_HEADER = [
  "trace_id",
  "root",
  "service",
  "tenant",
  "release",
  "start_unix_ms",
  "duration_ms",
  "spans",
  "errors",
];

function csvRow(trace: TraceSummary): (string | number)[] {
  return [
    trace.traceId,
    trace.rootName,
    trace.service,
    trace.tenant,
    trace.release,
    trace.startUnixMs,
    trace.durationMs,
    trace.spans,
    trace.errors,
  ];
}
