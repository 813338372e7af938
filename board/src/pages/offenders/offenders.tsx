import "../../look/tables.css";
import type { EndpointOffendersResponse, OffenderSort } from "@governor/contract";
import { useEffect, useState } from "preact/hooks";
import { apiPath, offendersParams, useOffenders } from "../../data/api.ts";
import { commandOf } from "../../data/command.ts";
import { countText, durationText } from "../../data/format.ts";
import { rangeLabel, rangeOf } from "../../data/range.ts";
import { useUrl } from "../../data/url.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { useKeys } from "../../parts/keyboard.ts";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { COLUMNS, CSV_HEADER, csvRow } from "./columns.tsx";
import { keyOf, narrowed } from "./narrow.ts";
import { Row } from "./row.tsx";

/** Rows drawn at once; the rest on demand, so that a live table of a thousand endpoints stays quick. */
const PAGE_ROWS = 100;

/** Endpoints by what they cost their users: share of all time, percentiles, errors. */
export function Offenders() {
  const url = useUrl();
  const offenders = useOffenders(url.search);
  const data = offenders.data;
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Offenders</h1>
          <p class="sub">Endpoints, where the time goes. Δ is p95 against the period before.</p>
        </div>
        <input
          class="field find"
          type="search"
          aria-label="Narrow the table"
          placeholder="Narrow by route or owner   /"
          value={url.search.q ?? ""}
          onInput={(event) => url.set({ q: event.currentTarget.value || undefined }, "replace")}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
      </div>
      {!offenders.data && <PageFailure error={offenders.error} retry={() => void offenders.refetch()} />}
      {data ? <Table data={data} /> : <Loading rows={12} label="Reading endpoints" />}
    </>
  );
}

function Table({ data }: { data: EndpointOffendersResponse }) {
  const { search, set } = useUrl();
  const rows = narrowed(data.endpoints, search.q ?? "");
  const [limit, setLimit] = useState(PAGE_ROWS);
  const [cursor, setCursor] = useState<string | null>(null);
  const shown = rows.slice(0, limit);
  const toggle = (key: string) => set({ open: search.open === key ? undefined : key });
  const move = (by: number) => {
    const at = shown.findIndex((row) => keyOf(row) === cursor);
    const next = shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next) setCursor(keyOf(next));
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => cursor !== null && toggle(cursor),
  });
  useEffect(() => document.querySelector("tr.sel")?.scrollIntoView({ block: "nearest" }), [cursor]);
  const command = commandOf("offenders endpoints", search, { sort: search.sort });
  return (
    <>
      <div class="card scroll">
        <table class="offenders">
          <Head
            sort={data.sort}
            rangeText={rangeLabel(rangeOf(search))}
            choose={(sort) => set({ sort: sort === "share" ? undefined : sort })}
          />
          <tbody>
            {shown.map((row) => {
              const key = keyOf(row);
              return (
                <Row
                  key={key}
                  row={row}
                  data={data}
                  selected={key === cursor}
                  open={key === search.open}
                  toggle={() => {
                    setCursor(key);
                    toggle(key);
                  }}
                />
              );
            })}
          </tbody>
        </table>
        {rows.length === 0 && <p class="nothing">{nothing(search.q)}</p>}
        {rows.length > shown.length && (
          <button type="button" class="quiet more-rows" onClick={() => setLimit(rows.length)}>
            Show all {rows.length}
          </button>
        )}
      </div>
      <TableFoot
        command={command}
        period={data.period}
        read={apiPath("/offenders/endpoints", offendersParams(search))}
        csv={{ name: "endpoints.csv", header: CSV_HEADER, rows: () => rows.map(csvRow) }}
      >
        {countText(rows.length)} of {countText(data.total)} endpoints · total time {durationText(data.totalTimeMs)}
      </TableFoot>
    </>
  );
}

interface HeadProps {
  sort: OffenderSort;
  rangeText: string;
  choose: (sort: OffenderSort) => void;
}

function Head({ sort, rangeText, choose }: HeadProps) {
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => (
          <th
            key={column.name}
            scope="col"
            class={column.look}
            title={column.meaning}
            aria-sort={column.sort === sort ? "descending" : undefined}
          >
            {column.sort ? (
              <button
                type="button"
                class={column.sort === sort ? "sort on" : "sort"}
                onClick={() => choose(column.sort ?? "share")}
              >
                {column.name}
                <span aria-hidden="true">{column.sort === sort ? " ↓" : ""}</span>
              </button>
            ) : (
              column.name
            )}
          </th>
        ))}
        <th scope="col" class="far spark-cell">
          {rangeText}
        </th>
      </tr>
    </thead>
  );
}

function nothing(q: string | undefined): string {
  return q ? `No endpoint matches “${q}”.` : "No endpoint was called in this period with these filters.";
}
