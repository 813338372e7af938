import type { Evidence, Finding, Suspect } from "@governor/contract";
import type { ComponentChildren } from "preact";
import { countText, msText, shareText, shortId, shortSha, timeText, valueText } from "../../data/format.ts";
import { Snippet } from "../copy.tsx";
import { TraceLink } from "../link.tsx";
import { OwnerChip } from "../owner.tsx";
import { Prose } from "../prose.tsx";
import { History } from "./history.tsx";

/** What is known of it, why, and what to do. */
export function FindingBody({ finding }: { finding: Finding }) {
  const { verdict } = finding;
  const nowMs = Date.now();
  return (
    <>
      <p class="mut">
        {verdict.rule} · {finding.state} · seen {finding.occurrences} times, last {timeText(finding.lastSeenMs, nowMs)}
      </p>
      <h2>{verdict.summary}</h2>
      {finding.snooze && (
        <p class="snoozed">
          <b>Snoozed until {timeText(finding.snooze.untilMs, nowMs)}</b> by {finding.snooze.byName || finding.snooze.by}
          : {finding.snooze.reason}
        </p>
      )}
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
            `, ${valueText(verdict.interval.low, verdict.unit)} to ${valueText(verdict.interval.high, verdict.unit)}`}
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
