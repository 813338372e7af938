import type { GateResponse, Release, Verdict } from "@governor/contract";
import { commandOf } from "../../data/command.ts";
import { countText, shareText, shortSha, timeText } from "../../data/format.ts";
import { useGate } from "../../data/releases.ts";
import type { SearchPatch } from "../../data/search.ts";
import { useUrl } from "../../data/url.ts";
import { Copy, Snippet } from "../../parts/copy.tsx";
import { PageLink } from "../../parts/link.tsx";
import { Prose } from "../../parts/prose.tsx";
import { Failure } from "../../parts/states.tsx";
import { aroundOf, outcomesText, rollbackOf, type Blame } from "./by-service.ts";

/** One release: what the gate says, what it is blamed for, and how to go back. */
export function Detail({ release, blames }: { release: Release; blames: Blame[] }) {
  const gate = useGate(release);
  const own = gate.data?.release === release.release ? gate.data : undefined;
  const rollback = rollbackOf(release, own, blames);
  const { service, env, release: name } = release;
  const tags = { env: env || undefined, service: service || undefined };
  return (
    <div class="detail release-detail">
      <p class="links">
        <span class="mut">{announcement(release)}</span>
        {/^https?:/.test(release.event?.url ?? "") && (
          <a href={release.event?.url ?? ""} rel="noreferrer" target="_blank">
            Change
          </a>
        )}
        {release.event?.kind === "deploy" && (
          <CompareLinks name={name} tags={tags} deployMs={release.event.timeUnixMs} />
        )}
        <PageLink to="/offenders" patch={{ ...tags, release: name }}>
          Its endpoints
        </PageLink>
        <PageLink to="/traces" patch={{ ...tags, release: name }}>
          Its traces
        </PageLink>
      </p>
      <div class="release-columns">
        <section>
          <h3>Gate</h3>
          {gate.error && <Failure error={gate.error} retry={() => void gate.refetch()} />}
          {!own && !gate.error && <p class="mut">Judging its spans…</p>}
          {own && <Verdicts gate={own} />}
          <p class="release-command">
            <code>{commandOf("gate", {}, { release: name, service, env })}</code>
            <Copy text={commandOf("gate", {}, { release: name, service, env })} class="quiet">
              Copy
            </Copy>
          </p>
        </section>
        <section>
          <h3>Blamed by</h3>
          <Blames blames={blames} />
          {rollback && (
            <>
              <h3>Back to {rollback.toRelease}</h3>
              {rollback.note && <p class="mut">{rollback.note}</p>}
              {rollback.command ? (
                <Snippet text={rollback.command} label={`Rollback of ${name}`} />
              ) : (
                <p class="mut">
                  No command: give <code>{service}</code> a rollback template in governor.yaml and it stands here.
                </p>
              )}
            </>
          )}
        </section>
      </div>
    </div>
  );
}

/** Before against after, on the charts; only an announced deploy has a line there to stand on. */
function CompareLinks({ name, tags, deployMs }: { name: string; tags: SearchPatch; deployMs: number }) {
  const patch = { ...tags, ...aroundOf(deployMs, Date.now()), compare: `release:${name}` };
  return (
    <>
      <PageLink to="/" patch={{ ...patch, service: undefined }}>
        Compare journeys
      </PageLink>
      <PageLink to="/offenders" patch={patch}>
        Compare endpoints
      </PageLink>
    </>
  );
}

function Verdicts({ gate }: { gate: GateResponse }) {
  return (
    <>
      <p class={`outcome ${gate.outcome}`}>
        <b>{OUTCOME[gate.outcome]}</b> <span class="mut">{outcomesText(gate)}</span>
      </p>
      <ul class="plain verdicts">
        {gate.verdicts.map((verdict) => (
          <li key={`${verdict.rule} ${verdict.summary}`}>
            <VerdictText verdict={verdict} />
          </li>
        ))}
        {gate.notJudged.map(({ journey, step, title, reason }) => (
          <li key={`${journey} ${step}`} class="mut">
            <span class="mark not-enough-data" role="img" aria-label="Left out" />
            {title}: {reason}
          </li>
        ))}
      </ul>
    </>
  );
}

const OUTCOME: Record<GateResponse["outcome"], string> = {
  breach: "Breach",
  pass: "Pass",
  "not-enough-data": "Not enough data",
};

function VerdictText({ verdict }: { verdict: Verdict }) {
  return (
    <>
      <span class={`mark ${verdict.outcome}`} aria-label={OUTCOME[verdict.outcome]} role="img" />
      <Prose text={verdict.summary} />
      {verdict.outcome === "not-enough-data" && verdict.minN > verdict.n && (
        <span class="mut">
          {" "}
          n {countText(verdict.n)} of {countText(verdict.minN)}
        </span>
      )}
    </>
  );
}

function Blames({ blames }: { blames: Blame[] }) {
  const { set } = useUrl();
  if (blames.length === 0) return <p class="mut">Nothing that was found in this period.</p>;
  return (
    <ul class="plain blames">
      {blames.map(({ finding, probability }) => (
        <li key={finding.id}>
          <button type="button" class="link" onClick={() => set({ finding: finding.id })}>
            {finding.verdict.summary}
          </button>{" "}
          <span class="mut">
            {shareText(probability)} · {finding.state}
          </span>
        </li>
      ))}
    </ul>
  );
}

function announcement({ event, previous }: Release): string {
  const before = previous ? `after ${previous}` : "the first that was seen";
  if (event === null) return `Not announced · ${before}`;
  const sha = event.sha ? ` (${shortSha(event.sha)})` : "";
  const who = event.actor ? ` by ${event.actor}` : "";
  const owner = event.owner ? ` for ${event.owner}` : "";
  return `${event.kind}${sha}${who}${owner}, ${timeText(event.timeUnixMs, Date.now())} · ${before}`;
}
