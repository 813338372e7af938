import type { ChangeEvent, EndpointOffender, EndpointOffendersResponse } from "@governor/contract";
import { comparedOf, useEndpointBefore } from "../../data/compared.ts";
import { countText, durationText, msText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { OverlayChoice } from "../../parts/chart/overlay-choice.tsx";
import { PageLink, TraceLink } from "../../parts/link.tsx";
import { Sparkline } from "../../parts/sparkline.tsx";
import { COLUMNS } from "./columns.tsx";

interface Props {
  row: EndpointOffender;
  data: EndpointOffendersResponse;
  selected: boolean;
  open: boolean;
  toggle: () => void;
}

/** One endpoint; opened, its course and the way to its traces stand below it. */
export function Row({ row, data, selected, open, toggle }: Props) {
  const markers = data.markers.filter((marker) => marker.service === "" || marker.service === row.service);
  const onClick = (event: MouseEvent) => {
    if (event.target instanceof Element && !event.target.closest("a, button")) toggle();
  };
  return (
    <>
      <tr class={selected ? "row sel" : "row"} onClick={onClick}>
        {COLUMNS.map((column, i) =>
          i === 0 ? (
            <th key={column.name} scope="row" class={column.look}>
              <button type="button" class="row-open" aria-expanded={open} onClick={toggle}>
                {column.cell(row)}
              </button>
            </th>
          ) : (
            <td key={column.name} class={column.look}>
              {column.cell(row)}
            </td>
          ),
        )}
        <td class="far spark-cell">
          <Sparkline
            series={row.series}
            markers={markers}
            period={data.period}
            tone={row.change !== null && row.change >= 0.2 ? "bad" : "plain"}
            label={`p95 of ${row.endpoint}`}
          />
        </td>
      </tr>
      {open && (
        <tr class="opened">
          <td colSpan={COLUMNS.length + 1}>
            <Detail row={row} data={data} markers={markers} />
          </td>
        </tr>
      )}
    </>
  );
}

function Detail({
  row,
  data,
  markers,
}: {
  row: EndpointOffender;
  data: EndpointOffendersResponse;
  markers: ChangeEvent[];
}) {
  const { search } = useUrl();
  const compared = comparedOf(search.compare, { period: data.period, markers, series: row.series });
  const overlay = useEndpointBefore(search, row, compared);
  const filter = { service: row.service, endpoint: row.endpoint };
  return (
    <div class="detail">
      <dl class="facts narrow-only">
        {COLUMNS.slice(2).flatMap((column) => [
          <dt key={`${column.name} name`}>{column.name}</dt>,
          <dd key={column.name}>{column.cell(row)}</dd>,
        ])}
      </dl>
      <p class="links">
        <span class="mut">
          {row.env && `${row.env} · `}
          {row.release && `release ${row.release} · `}p95 is between {msText(row.p95LowMs)} and {msText(row.p95HighMs)}{" "}
          (95 %, n {countText(row.calls)}) · {durationText(row.totalTimeMs)} in all
        </span>
        {row.exemplarTraceId && <TraceLink traceId={row.exemplarTraceId}>A trace near p95</TraceLink>}
        <PageLink to="/traces" patch={{ ...filter, sort: "slowest" }}>
          Slowest
        </PageLink>
        <PageLink to="/traces" patch={{ ...filter, sort: "newest" }}>
          Newest
        </PageLink>
        {row.errorTraceId && <TraceLink traceId={row.errorTraceId}>Last failed</TraceLink>}
      </p>
      <OverlayChoice markers={markers} />
      <Chart
        series={row.series}
        markers={markers}
        period={data.period}
        label={`p95 of ${row.endpoint}`}
        overlay={overlay}
      />
    </div>
  );
}
