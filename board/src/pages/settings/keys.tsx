import type { Key } from "@governor/contract";
import { useState } from "preact/hooks";
import { agoText, timeText } from "../../data/format.ts";
import { useKeysList } from "../../data/settings.ts";
import { Snippet } from "../../parts/copy.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { MakeKey } from "./make-key.tsx";
import { keyState, reachText } from "./reach.ts";
import { RevokeKey, RotateKey } from "./renew-key.tsx";

type Open = { what: "make" } | { what: "rotate" | "revoke"; key: Key } | null;

/** Keys by name: what they may do, where they reach, and whether they are used. */
export function Keys() {
  const answer = useKeysList();
  const [open, setOpen] = useState<Open>(null);
  const [withRevoked, setWithRevoked] = useState(false);
  const keys = answer.data?.keys ?? [];
  const shown = withRevoked ? keys : keys.filter(({ revokedMs }) => revokedMs === null);
  const revoked = keys.length - keys.filter(({ revokedMs }) => revokedMs === null).length;
  const close = () => setOpen(null);
  return (
    <>
      {!answer.data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!answer.data && !answer.error && <Loading rows={6} label="Reading keys" />}
      {answer.data && (
        <>
          <div class="card scroll">
            <div class="card-head">
              <p>A key is a name, a role and a reach. Its secret is shown once; here only its first characters.</p>
              <button type="button" class="btn primary" onClick={() => setOpen({ what: "make" })}>
                Make a key
              </button>
            </div>
            {shown.length > 0 ? <Table keys={shown} choose={setOpen} /> : <NoKeys />}
          </div>
          <TableFoot
            command="governor keys list"
            period={undefined}
            csv={{ name: "keys.csv", header: CSV_HEADER, rows: () => keys.map(csvRow) }}
          >
            {shown.length} keys{" "}
            {revoked > 0 && (
              <button type="button" class="link" onClick={() => setWithRevoked(!withRevoked)}>
                {withRevoked ? "without" : "with"} {revoked} revoked
              </button>
            )}
          </TableFoot>
        </>
      )}
      {open?.what === "make" && <MakeKey close={close} />}
      {open?.what === "rotate" && <RotateKey of={open.key} close={close} />}
      {open?.what === "revoke" && <RevokeKey of={open.key} close={close} />}
    </>
  );
}

function Table({ keys, choose }: { keys: Key[]; choose: (open: Open) => void }) {
  const nowMs = Date.now();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" class="first">
            Key
          </th>
          <th scope="col" class="left">
            Role
          </th>
          <th scope="col" class="wide left">
            Reaches
          </th>
          <th scope="col" class="far">
            Made
          </th>
          <th scope="col" class="mid">
            Last used
          </th>
          <th scope="col">
            <span class="offscreen">Do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <th scope="row" class="first">
              <b>{key.name}</b> <code class="mut">{key.prefix}…</code>
            </th>
            <td class="left">{key.role}</td>
            <td class="wide left">{reachText(key)}</td>
            <td class="far mut">{timeText(key.createdMs, nowMs)}</td>
            <td class="mid">
              <Used of={key} nowMs={nowMs} />
            </td>
            <td>
              {key.revokedMs === null && (
                <span class="row-do">
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Rotate ${key.name}`}
                    onClick={() => choose({ what: "rotate", key })}
                  >
                    Rotate
                  </button>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Revoke ${key.name}`}
                    onClick={() => choose({ what: "revoke", key })}
                  >
                    Revoke
                  </button>
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Used({ of: key, nowMs }: { of: Key; nowMs: number }) {
  const state = keyState(key, nowMs);
  if (state === "revoked") return <span class="mut">revoked {timeText(key.revokedMs ?? 0, nowMs)}</span>;
  if (state === "never used") return <span class="mut">never</span>;
  return (
    <>
      {key.lastUsedMs === null ? "never" : `${agoText(nowMs - key.lastUsedMs)} ago`}
      {state === "rotating" && (
        <span class="warn" title="The secret before the last rotation works until then">
          {" "}
          · old secret until {timeText(key.graceUntilMs ?? 0, nowMs)}
        </span>
      )}
    </>
  );
}

function NoKeys() {
  return (
    <div class="empty">
      <p>
        No key yet. On this machine none is needed; whoever reaches the server from another one needs a key, and so does
        CI:
      </p>
      <Snippet text="governor keys create --name ci-main --role ci" label="Make a key for CI" />
    </div>
  );
}

const CSV_HEADER = [
  "name",
  "role",
  "tenants",
  "teams",
  "prefix",
  "created_unix_ms",
  "last_used_unix_ms",
  "revoked_unix_ms",
];

function csvRow(key: Key): (string | number | null)[] {
  return [
    key.name,
    key.role,
    key.tenants === "all" ? "all" : key.tenants.join(" "),
    key.teams === "all" ? "all" : key.teams.join(" "),
    key.prefix,
    key.createdMs,
    key.lastUsedMs,
    key.revokedMs,
  ];
}
