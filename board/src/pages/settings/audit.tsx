import type { AuditEntry } from "@governor/contract";
import { commandOf } from "../../data/command.ts";
import { timeText } from "../../data/format.ts";
import { auditParams, useAudit } from "../../data/settings.ts";
import { useUrl } from "../../data/url.ts";
import { TableFoot } from "../../parts/foot.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { detailsText } from "./details.ts";

/** Who did what, newest first; nothing ever changes a line of it. */
export function Audit() {
  const { search, set } = useUrl();
  const answer = useAudit(search);
  const entries = answer.data?.entries ?? [];
  const next = answer.data?.nextBefore ?? null;
  const filtered = search.actor !== undefined || search.action !== undefined;
  return (
    <>
      <div class="filter-line">
        <FilterField name="action" label="Action" placeholder="key, or key.created" />
        <FilterField name="actor" label="Actor" placeholder="local, or a key’s name" />
        {search.before !== undefined && (
          <button type="button" class="btn" onClick={() => set({ before: undefined })}>
            Newest
          </button>
        )}
      </div>
      {!answer.data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!answer.data && !answer.error && <Loading rows={10} label="Reading the audit log" />}
      {answer.data && (
        <>
          <div class="card scroll">
            {entries.length > 0 ? (
              <Table entries={entries} />
            ) : (
              <p class="nothing">
                {filtered
                  ? "No line has that action and actor."
                  : "Nothing yet: keys, triage, pushes of the catalog and decisions will stand here."}
              </p>
            )}
            {next !== null && (
              <button type="button" class="quiet more-rows" onClick={() => set({ before: String(next) })}>
                Older
              </button>
            )}
          </div>
          <TableFoot
            command={commandOf("audit", {}, auditParams(search))}
            period={undefined}
            csv={{ name: "audit.csv", header: CSV_HEADER, rows: () => entries.map(csvRow) }}
          >
            {entries.length} lines{next !== null && ", and older ones"}
          </TableFoot>
        </>
      )}
    </>
  );
}

function Table({ entries }: { entries: AuditEntry[] }) {
  const nowMs = Date.now();
  return (
    <table class="audit">
      <thead>
        <tr>
          <th scope="col" class="left">
            When
          </th>
          <th scope="col" class="left">
            Who
          </th>
          <th scope="col" class="left">
            Did
          </th>
          <th scope="col" class="wide first">
            With
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td class="left mut">{timeText(entry.timeMs, nowMs, true)}</td>
            <th scope="row" class="left" title={entry.actor}>
              {entry.actorName}
            </th>
            <td class="left">
              <b>{entry.action}</b>
              <span class="audit-more">{detailsText(entry)}</span>
            </td>
            <td class="wide first" title={detailsText(entry)}>
              {detailsText(entry)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FilterField({ name, label, placeholder }: { name: "action" | "actor"; label: string; placeholder: string }) {
  const { search, set } = useUrl();
  return (
    <label class="labelled">
      {label}
      <input
        class="field"
        type="search"
        placeholder={placeholder}
        value={search[name] ?? ""}
        onChange={(event) => set({ [name]: event.currentTarget.value.trim() || undefined, before: undefined })}
      />
    </label>
  );
}

const CSV_HEADER = ["id", "time_unix_ms", "actor", "actor_name", "action", "subject", "details"];

function csvRow(entry: AuditEntry): (string | number)[] {
  return [
    entry.id,
    entry.timeMs,
    entry.actor,
    entry.actorName,
    entry.action,
    entry.subject,
    JSON.stringify(entry.details),
  ];
}
