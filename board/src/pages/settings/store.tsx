import type { StoreResponse } from "@governor/contract";
import { bytesText, countText, shareText } from "../../data/format.ts";
import { useStore } from "../../data/settings.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { diskParts, forecastText } from "./disk.ts";

/** What is kept takes, and how long the disk lasts. */
export function Store() {
  const answer = useStore();
  const { data } = answer;
  if (!data)
    return answer.error ? (
      <PageFailure error={answer.error} retry={() => void answer.refetch()} />
    ) : (
      <Loading rows={6} label="Measuring the stores" />
    );
  return (
    <>
      <Disk store={data} />
      <Tables store={data} />
    </>
  );
}

function Disk({ store }: { store: StoreResponse }) {
  const { disk, log } = store;
  return (
    <section class="card disk">
      <h2>{forecastText(store)}</h2>
      <div
        class="disk-bar"
        role="img"
        aria-label={diskParts(store)
          .map(({ name, bytes }) => `${name} ${bytesText(bytes)}`)
          .join(", ")}
      >
        {diskParts(store).map(({ name, bytes }) => (
          <i key={name} class={`disk-${name}`} style={{ width: `${(bytes / Math.max(1, disk.totalBytes)) * 100}%` }} />
        ))}
      </div>
      <ul class="disk-key">
        {diskParts(store).map(({ name, bytes }) => (
          <li key={name}>
            <i class={`disk-${name}`} aria-hidden="true" />
            {name} <b>{bytesText(bytes)}</b>
          </li>
        ))}
        <li class="mut">
          free {bytesText(disk.freeBytes)} of {bytesText(disk.totalBytes)}
        </li>
        {log.spansPending > 0 && <li class="warn">{countText(log.spansPending)} spans wait in the log</li>}
        {log.quarantineFiles > 0 && <li class="bad">{log.quarantineFiles} segments were put aside</li>}
      </ul>
    </section>
  );
}

interface Row {
  store: string;
  table: string;
  rows: number;
  sizeBytes: number;
  bytesPerDay: number | null;
  retentionDays: number | null;
}

function rowsOf({ facts, state }: StoreResponse): Row[] {
  return [
    ...facts.tables.map((table) => ({ store: "facts", ...table })),
    ...state.tables.map((table) => ({ store: "state", ...table, bytesPerDay: null, retentionDays: null })),
  ].sort((a, b) => b.sizeBytes - a.sizeBytes);
}

function Tables({ store }: { store: StoreResponse }) {
  const rows = rowsOf(store);
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                Table
              </th>
              <th scope="col">Size</th>
              <th scope="col" class="mid">
                Rows
              </th>
              <th scope="col" class="wide">
                A day
              </th>
              <th scope="col" class="wide">
                Kept
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.store} ${row.table}`}>
                <th scope="row" class="first">
                  {row.table} <span class="of-service">{row.store}</span>
                </th>
                <td>{bytesText(row.sizeBytes)}</td>
                <td class="mid mut">{countText(row.rows)}</td>
                <td class="wide mut">{row.bytesPerDay === null ? "–" : bytesText(row.bytesPerDay)}</td>
                <td class="wide mut">{row.retentionDays === null ? "for ever" : `${row.retentionDays} days`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TableFoot
        command="governor store stats"
        period={undefined}
        csv={{
          name: "store.csv",
          header: ["store", "table", "size_bytes", "rows", "bytes_per_day", "retention_days"],
          rows: () =>
            rows.map((row) => [row.store, row.table, row.sizeBytes, row.rows, row.bytesPerDay, row.retentionDays]),
        }}
      >
        {rows.length} tables
        {store.facts.bytesPerSpan !== null && ` · ${bytesText(store.facts.bytesPerSpan)} a span`} ·{" "}
        {shareText(1 - store.disk.freeBytes / Math.max(1, store.disk.totalBytes))} of the disk is used
      </TableFoot>
    </>
  );
}
