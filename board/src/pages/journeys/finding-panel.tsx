import type { Evidence, Finding, Suspect } from "@governor/contract";
import { useQueryClient } from "@tanstack/react-query";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { acknowledge, useFinding } from "../../data/api.ts";
import { countText, msText, shareText, shortId, shortSha, timeText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Snippet } from "../../parts/copy.tsx";
import { TraceLink } from "../../parts/link.tsx";
import { OwnerChip } from "../../parts/owner.tsx";
import { Prose } from "../../parts/prose.tsx";
import { Failure, Loading } from "../../parts/states.tsx";

/** The opened finding, at the side: what is known, why, and what to do. Its id is in the URL. */
export function FindingPanel() {
  const { search, set } = useUrl();
  const dialog = useRef<HTMLDialogElement>(null);
  const finding = useFinding(search.finding);
  useEffect(() => {
    if (search.finding !== undefined && !dialog.current?.open) dialog.current?.showModal();
    if (search.finding === undefined) dialog.current?.close();
  }, [search.finding]);
  const close = () => search.finding !== undefined && set({ finding: undefined });
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-label="Finding"
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      {search.finding !== undefined && (
        <div class="drawer-body" tabIndex={-1} autofocus>
          <button type="button" class="quiet drawer-close" onClick={() => dialog.current?.close()}>
            Close
          </button>
          {finding.error && <Failure error={finding.error} retry={() => void finding.refetch()} />}
          {finding.data ? (
            <Body finding={finding.data.finding} />
          ) : (
            !finding.error && <Loading rows={8} label="Reading the finding" />
          )}
        </div>
      )}
    </dialog>
  );
}

function Body({ finding }: { finding: Finding }) {
  const { verdict } = finding;
  const nowMs = Date.now();
  return (
    <>
      <p class="mut">
        {verdict.rule} · {finding.state} · seen {finding.occurrences} times, last {timeText(finding.lastSeenMs, nowMs)}
      </p>
      <h2>{verdict.summary}</h2>
      <dl class="facts">
        <dt>Owner</dt>
        <dd>
          <OwnerChip owner={verdict.owner} /> <span class="mut">{verdict.owner?.contact}</span>
        </dd>
        <dt>Since</dt>
        <dd>{verdict.sinceMs === null ? "not known" : timeText(verdict.sinceMs, nowMs)}</dd>
        <dt>Rests on</dt>
        <dd>
          n {countText(verdict.n)} (at least {countText(verdict.minN)})
          {verdict.interval &&
            verdict.unit === "ms" &&
            `, ${msText(verdict.interval.low)} to ${msText(verdict.interval.high)}`}
          , confidence {shareText(verdict.confidence)}
        </dd>
      </dl>
      <Section title="Evidence">
        <ul class="plain">
          {verdict.evidence.map((each, i) => (
            <li key={i}>
              <EvidenceText evidence={each} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Suspects">
        {verdict.suspects.map((suspect) => (
          <SuspectCard key={`${suspect.kind} ${suspect.service} ${suspect.release}`} suspect={suspect} />
        ))}
      </Section>
      {verdict.remedy && (
        <Section title="Remedy">
          <Prose text={verdict.remedy} />
        </Section>
      )}
      {verdict.rollback && (
        <Section title={`Back to ${verdict.rollback.toRelease}`}>
          {verdict.rollback.note && <p>{verdict.rollback.note}</p>}
          {verdict.rollback.command ? (
            <Snippet text={verdict.rollback.command} label="Rollback command" />
          ) : (
            <p class="mut">
              No command: give <code>{verdict.rollback.service}</code> a rollback template in governor.yaml and it
              stands here.
            </p>
          )}
        </Section>
      )}
      <Section title="History">
        <History finding={finding} />
      </Section>
      {finding.state === "open" && <Acknowledge id={finding.id} />}
    </>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="drawer-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function EvidenceText({ evidence }: { evidence: Evidence }) {
  if (evidence.kind === "note") return <>{evidence.note}</>;
  if (evidence.kind === "trace") {
    return (
      <>
        <TraceLink traceId={evidence.traceId}>Trace {shortId(evidence.traceId)}</TraceLink> {evidence.note}
      </>
    );
  }
  return (
    <>
      One query ran <b>{evidence.count} times</b> in <TraceLink traceId={evidence.traceId}>one trace</TraceLink>,{" "}
      {msText(evidence.totalMs)} in all:
      <code class="query">{evidence.query}</code>
    </>
  );
}

function SuspectCard({ suspect }: { suspect: Suspect }) {
  const deploy = suspect.kind === "deploy";
  return (
    <div class="suspect">
      <div class="suspect-head">
        <span>
          <b>{deploy ? `${suspect.service} ${suspect.release}` : "No deploy"}</b>{" "}
          {suspect.sha && <code>{shortSha(suspect.sha)}</code>}{" "}
          {suspect.owner && <span class="chip">{suspect.owner}</span>}{" "}
          {suspect.actor && <span class="mut">by {suspect.actor}</span>}
        </span>
        <span>{shareText(suspect.probability)}</span>
      </div>
      <div class="share-bar" role="presentation">
        <i style={{ width: `${suspect.probability * 100}%` }} />
      </div>
      <ul class="plain mut">
        {suspect.timeUnixMs !== null && <li>{timeText(suspect.timeUnixMs, Date.now())}</li>}
        {suspect.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {/^https?:/.test(suspect.url) && (
          <li>
            <a href={suspect.url} rel="noreferrer" target="_blank">
              {suspect.url}
            </a>
          </li>
        )}
      </ul>
    </div>
  );
}

function History({ finding }: { finding: Finding }) {
  const unit = finding.verdict.unit;
  return (
    <ol class="plain history">
      {finding.history.map((entry, i) => (
        <li key={i}>
          <span class="mut">{timeText(entry.timeUnixMs, Date.now())}</span> {entry.event}
          {entry.observed !== null && unit === "ms" && ` at ${msText(entry.observed)}`}
          {entry.actor !== "governor" && entry.actor && ` by ${entry.actor}`}
          {entry.note && <span class="mut">: {entry.note}</span>}
        </li>
      ))}
    </ol>
  );
}

function Acknowledge({ id }: { id: string }) {
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [problem, setProblem] = useState("");
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      await acknowledge(id, note);
      await queries.invalidateQueries();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form class="ack" onSubmit={(event) => void send(event)}>
      <input
        class="field"
        aria-label="Note"
        placeholder="Note: who looks at it, what was found"
        value={note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <button type="submit" class="btn primary">
        Acknowledge
      </button>
      {problem && <p class="bad">{problem}</p>}
    </form>
  );
}
