import type { Decision, DecisionResponse } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { agoText, timeText } from "../../data/format.ts";
import { useSession } from "../../data/session.ts";
import { useAct, useDecisions } from "../../data/settings.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { Loading, PageFailure } from "../../parts/states.tsx";

type Outcome = "approve" | "deny";

/** What one person asked for and another one decides. */
export function Decisions() {
  const answer = useDecisions();
  const me = useSession()?.principal.actor;
  const [open, setOpen] = useState<{ decision: Decision; outcome: Outcome } | null>(null);
  const decisions = answer.data?.decisions ?? [];
  const waiting = decisions.filter(({ state }) => state === "open");
  const past = decisions.filter(({ state }) => state !== "open");
  return (
    <>
      {!answer.data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!answer.data && !answer.error && <Loading rows={4} label="Reading decisions" />}
      {answer.data && (
        <>
          {waiting.length === 0 && (
            <div class="card lead">
              <h2>Nothing waits for a second person</h2>
              <p>
                What cannot be undone, such as erasing a tenant, is asked for by one person and approved by another. It
                will stand here until it is decided or expires.
              </p>
            </div>
          )}
          {waiting.map((decision) => (
            <Waiting
              key={decision.id}
              decision={decision}
              mine={decision.proposedBy === me}
              choose={(outcome) => setOpen({ decision, outcome })}
            />
          ))}
          {past.length > 0 && <Past decisions={past} />}
          <TableFoot
            command="governor decisions list"
            period={undefined}
            csv={{ name: "decisions.csv", header: CSV_HEADER, rows: () => decisions.map(csvRow) }}
          >
            {waiting.length} waiting · {past.length} decided
          </TableFoot>
        </>
      )}
      {open && <Decide {...open} mine={open.decision.proposedBy === me} close={() => setOpen(null)} />}
    </>
  );
}

interface WaitingProps {
  decision: Decision;
  mine: boolean;
  choose: (outcome: Outcome) => void;
}

function Waiting({ decision, mine, choose }: WaitingProps) {
  const nowMs = Date.now();
  return (
    <article class="card decision">
      <div>
        <h2>
          {decision.kind} <code>{decision.subject}</code>
        </h2>
        <p>{decision.reason}</p>
        <p class="mut">
          Asked by {mine ? "you" : decision.proposedByName}, {agoText(nowMs - decision.proposedMs)} ago; expires{" "}
          {timeText(decision.expiresMs, nowMs)}.{mine && " Another person has to approve it."}
        </p>
      </div>
      <div class="dialog-do">
        <button type="button" class="btn" onClick={() => choose("deny")}>
          {mine ? "Take it back" : "Deny"}
        </button>
        {!mine && (
          <button type="button" class="btn primary" onClick={() => choose("approve")}>
            Approve
          </button>
        )}
      </div>
    </article>
  );
}

function Decide({
  decision,
  outcome,
  mine,
  close,
}: {
  decision: Decision;
  outcome: Outcome;
  mine: boolean;
  close: () => void;
}) {
  const { busy, problem, act } = useAct();
  const [note, setNote] = useState("");
  const verb = outcome === "approve" ? "Approve" : mine ? "Take back" : "Deny";
  const confirm = async () => {
    const body = { note: note.trim() };
    if (await act(() => send<DecisionResponse>("POST", `/decisions/${decision.id}/${outcome}`, body))) close();
  };
  return (
    <Confirm
      title={`${verb}: ${decision.kind}`}
      verb={verb}
      danger={outcome === "approve"}
      busy={busy}
      problem={problem}
      confirm={() => void confirm()}
      close={close}
    >
      <p>
        {outcome === "approve" ? "It happens at once, and cannot be undone: " : "It will not happen: "}
        {decision.kind} <code>{decision.subject}</code>. {decision.reason}
      </p>
      <label class="labelled">
        Note
        <input
          class="field"
          autofocus
          maxLength={2_000}
          placeholder="For whoever reads the audit log"
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
    </Confirm>
  );
}

function Past({ decisions }: { decisions: Decision[] }) {
  const nowMs = Date.now();
  return (
    <div class="card scroll">
      <table>
        <thead>
          <tr>
            <th scope="col" class="first">
              Decision
            </th>
            <th scope="col" class="left">
              Outcome
            </th>
            <th scope="col" class="wide left">
              Asked by
            </th>
            <th scope="col" class="mid left">
              Decided by
            </th>
            <th scope="col" class="wide">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {decisions.map((decision) => (
            <tr key={decision.id}>
              <th scope="row" class="first" title={decision.note || decision.reason}>
                <b>{decision.kind}</b> <code>{decision.subject}</code> <span class="mut">{decision.reason}</span>
              </th>
              <td class="left">{decision.state}</td>
              <td class="wide left">{decision.proposedByName}</td>
              <td class="mid left">{decision.decidedByName ?? "nobody"}</td>
              <td class="wide mut">{timeText(decision.decidedMs ?? decision.expiresMs, nowMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const CSV_HEADER = [
  "id",
  "kind",
  "subject",
  "reason",
  "state",
  "proposed_by",
  "proposed_unix_ms",
  "decided_by",
  "decided_unix_ms",
  "note",
];

function csvRow(decision: Decision): (string | number | null)[] {
  return [
    decision.id,
    decision.kind,
    decision.subject,
    decision.reason,
    decision.state,
    decision.proposedByName,
    decision.proposedMs,
    decision.decidedByName,
    decision.decidedMs,
    decision.note,
  ];
}
