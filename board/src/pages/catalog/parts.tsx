import type { CatalogPart, CatalogResponse } from "@governor/contract";
import { useState } from "preact/hooks";
import { usePart } from "../../data/catalog.ts";
import { shortSha, timeText } from "../../data/format.ts";
import { Copy, Snippet } from "../../parts/copy.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { Failure, Loading } from "../../parts/states.tsx";

/** What each repository pushed, and the server's own file. */
export function Parts({ catalog }: { catalog: CatalogResponse }) {
  const { parts } = catalog;
  const [open, setOpen] = useState<CatalogPart | null>(null);
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                Part
              </th>
              <th scope="col">Version</th>
              <th scope="col" class="mid left">
                Revision
              </th>
              <th scope="col" class="wide left">
                Pushed
              </th>
              <th scope="col" class="far">
                Teams, services, journeys
              </th>
              <th scope="col">
                <span class="offscreen">Do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <Line key={part.name} part={part} show={() => setOpen(part)} />
            ))}
          </tbody>
        </table>
      </div>
      <TableFoot
        command="governor catalog show"
        period={undefined}
        csv={{
          name: "catalog-parts.csv",
          header: ["part", "file", "version", "revision", "content_hash", "pushed_by", "pushed_unix_ms", "problems"],
          rows: () =>
            parts.map((part) => [
              part.name,
              part.file,
              part.version,
              part.revision,
              part.contentHash,
              part.pushedBy,
              part.pushedMs,
              part.problems.length,
            ]),
        }}
      >
        {parts.length} parts · the first definition stands
      </TableFoot>
      {open && <PartYaml part={open} close={() => setOpen(null)} />}
    </>
  );
}

function Line({ part, show }: { part: CatalogPart; show: () => void }) {
  const { name, file, version, revision, pushedBy, pushedMs, problems } = part;
  return (
    <tr>
      <th scope="row" class="first">
        <b>{name}</b> <span class="of-service">{file}</span>
        {problems.length > 0 && <span class="bad"> {problems.length} problems</span>}
      </th>
      <td>{version ?? <span class="mut">the server’s file</span>}</td>
      <td class="mid left">{revision ? <code>{shortSha(revision)}</code> : <span class="mut">–</span>}</td>
      <td class="wide left mut">{pushedMs === null ? "–" : `${timeText(pushedMs, Date.now())} by ${pushedBy}`}</td>
      <td class="far mut">
        {part.teams}, {part.services}, {part.journeys}
      </td>
      <td>
        <button type="button" class="quiet" aria-label={`YAML of ${name}`} onClick={show}>
          YAML
        </button>
      </td>
    </tr>
  );
}

function PartYaml({ part, close }: { part: CatalogPart; close: () => void }) {
  const answer = usePart(part.name, part.version);
  const content = answer.data?.part === part.name ? answer.data.content : undefined;
  return (
    <Dialog label={`${part.name} as YAML`} close={close}>
      <div>
        <h2>
          {part.name} <span class="mut">{part.file}</span>
        </h2>
        {answer.error && <Failure error={answer.error} retry={() => void answer.refetch()} />}
        {content === undefined ? (
          !answer.error && <Loading rows={6} label="Reading the part" />
        ) : (
          <div class="yaml">
            <Snippet text={content} label={`${part.name} as YAML`} />
          </div>
        )}
        <div class="dialog-do">
          <Copy text="governor catalog push governor.yaml">Copy the push command</Copy>
          <button type="button" class="btn primary" onClick={close}>
            Close
          </button>
        </div>
      </div>
    </Dialog>
  );
}
