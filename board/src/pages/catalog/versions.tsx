import type { CatalogDifference, CatalogPushed, CatalogResponse, CatalogVersion } from "@governor/contract";
import { useEffect, useState } from "preact/hooks";
import { rollBackTo } from "../../data/catalog.ts";
import { shortSha, timeText } from "../../data/format.ts";
import { useMay } from "../../data/session.ts";
import { useAct } from "../../data/settings.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Snippet } from "../../parts/copy.tsx";
import { TableFoot } from "../../parts/foot.tsx";

/** Every push, newest first; each can be brought back. */
export function Versions({ catalog }: { catalog: CatalogResponse }) {
  const mayWrite = useMay("write");
  const [open, setOpen] = useState<CatalogVersion | null>(null);
  const { versions } = catalog;
  if (versions.length === 0) return <NeverPushed />;
  return (
    <>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col" class="first">
                Part
              </th>
              <th scope="col" class="mid left">
                Change
              </th>
              <th scope="col" class="wide left">
                Revision
              </th>
              <th scope="col" class="wide left">
                By
              </th>
              <th scope="col" class="mid">
                When
              </th>
              <th scope="col">
                <span class="offscreen">Do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <Line
                key={version.version}
                version={version}
                back={mayWrite && !version.inForce && version.contentHash !== "" ? () => setOpen(version) : null}
              />
            ))}
          </tbody>
        </table>
      </div>
      <TableFoot
        command="governor catalog versions"
        period={undefined}
        csv={{ name: "catalog-versions.csv", header: CSV_HEADER, rows: () => versions.map(csvRow) }}
      >
        {versions.length} newest versions
      </TableFoot>
      {open && <BringBack version={open} close={() => setOpen(null)} />}
    </>
  );
}

function Line({ version, back }: { version: CatalogVersion; back: (() => void) | null }) {
  const { change, restores, revision } = version;
  return (
    <tr>
      <td>
        <b>{version.version}</b>
      </td>
      <th scope="row" class="first">
        {version.part} {version.inForce && <span class="chip">in force</span>}
      </th>
      <td class="mid left">
        {change}
        {restores !== null && ` to ${restores}`}
      </td>
      <td class="wide left">{revision ? <code>{shortSha(revision)}</code> : <span class="mut">–</span>}</td>
      <td class="wide left mut">{version.pushedBy}</td>
      <td class="mid mut">{timeText(version.pushedMs, Date.now())}</td>
      <td>
        {back && (
          <button type="button" class="quiet" aria-label={`Bring version ${version.version} back`} onClick={back}>
            Bring back…
          </button>
        )}
      </td>
    </tr>
  );
}

/** What would change is read from the server before anybody can say yes to it. */
function BringBack({ version, close }: { version: CatalogVersion; close: () => void }) {
  const tried = useAct();
  const { busy, problem, act } = useAct();
  const [changes, setChanges] = useState<CatalogPushed | null>(null);
  useEffect(() => {
    void tried.act(() => rollBackTo(version.version, true)).then(setChanges);
  }, []);
  const confirm = async () => {
    if (changes !== null && (await act(() => rollBackTo(version.version, false)))) close();
  };
  const nothing = changes !== null && (changes.outcome === "unchanged" || changes.differences.length === 0);
  return (
    <Confirm
      title={`Bring version ${version.version} of ${version.part} back`}
      verb="Bring it back"
      busy={busy || changes === null}
      problem={problem ?? tried.problem}
      confirm={() => void confirm()}
      close={close}
    >
      <p>
        Its content becomes {version.part}’s newest version. The next push from the repository replaces it again: revert
        the commit there too.
      </p>
      {changes === null && !tried.problem && <p class="mut">Reading what would change…</p>}
      {nothing && <p>Nothing would change in the merged catalog.</p>}
      {changes && !nothing && <Differences differences={changes.differences} />}
    </Confirm>
  );
}

const SIGN: Record<CatalogDifference["change"], string> = { added: "+", removed: "−", changed: "~" };

function Differences({ differences }: { differences: CatalogDifference[] }) {
  return (
    <ul class="plain differences">
      {differences.map((difference) => (
        <li key={`${difference.noun} ${difference.id} ${difference.text}`} class={difference.change}>
          <span aria-label={difference.change}>{SIGN[difference.change]}</span> {difference.text}
        </li>
      ))}
    </ul>
  );
}

function NeverPushed() {
  return (
    <div class="card lead">
      <h2>Nothing was pushed yet</h2>
      <p>
        The pipeline of each repository pushes its part; every push is a version that can be compared and brought back.
      </p>
      <Snippet text="governor catalog push governor.yaml" label="Push a part" />
    </div>
  );
}

const CSV_HEADER = ["version", "part", "change", "restores", "revision", "pushed_by", "pushed_unix_ms", "in_force"];

function csvRow(version: CatalogVersion): (string | number | null)[] {
  return [
    version.version,
    version.part,
    version.change,
    version.restores,
    version.revision,
    version.pushedBy,
    version.pushedMs,
    String(version.inForce),
  ];
}
