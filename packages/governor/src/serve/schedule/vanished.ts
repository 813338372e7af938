import { fingerprintOf, type Verdict } from "@governor/contract";
import type { ActiveFinding } from "../../act/finding/finding.ts";
import { stepsOf, type Catalog } from "../../catalog/catalog.ts";
import { hasBudget } from "../../judge/budget/step.ts";
import { ERRORS_RULE, ERROR_WINDOW_MS } from "../../judge/offender/judge.ts";
import { readEndpoints } from "../../judge/offender/read.ts";
import type { Facts } from "../../store/facts/facts.ts";
import { SYSTEM_SCOPE } from "../../store/scope.ts";

/** An endpoint without a call in its window and this many evaluations more is not called any more. */
const UNSEEN_EVALUATIONS = 30;
/** Where the whole service is silent it may only be down, which cures nothing: after this it is taken as gone. */
const SILENT_SERVICE_MS = 86_400_000;
/** Endpoints asked after in one evaluation; the next one asks on. */
const ASKED_MAX = 50;
/** Every OTLP kind: an entry can be of any. */
const KINDS = [0, 1, 2, 3, 4, 5];

export interface Evaluated {
  facts: Facts;
  catalog: Catalog;
  verdicts: readonly Verdict[];
  active: readonly ActiveFinding[];
  nowMs: number;
  intervalMs: number;
}

/** Says of an active finding why nothing will ever judge it again; null for what is still judged. */
export async function whyVanished(run: Evaluated): Promise<(finding: ActiveFinding) => string | null> {
  const unseen = await unseenEndpoints(run);
  return ({ id, verdict }) => {
    if (!isJudged(verdict, run.catalog))
      return "Closed without a verdict: the catalog does not have this step any more, or measures it elsewhere.";
    return unseen.get(id) ?? null;
  };
}

/** True where the catalog still has the verdict's step, measured the same way; a verdict about no step is always judged. */
function isJudged(verdict: Verdict, catalog: Catalog): boolean {
  const { journey, step, service, endpoint } = verdict.subject;
  if (!journey || !step) return true;
  return stepsOf(catalog).some(
    (one) =>
      one.journey === journey &&
      one.step === step &&
      one.service === service &&
      one.endpoint === endpoint &&
      hasBudget(one, verdict.rule),
  );
}

/**
 * Failing endpoints that nobody calls any more, with the note of their end. A silence is only believed where the rest of the
 * service, in the same environment, was heard: a service that is down has no calls either.
 */
async function unseenEndpoints(run: Evaluated): Promise<Map<string, string>> {
  const { facts, verdicts, active, nowMs, intervalMs } = run;
  const judged = verdicts.filter(({ rule }) => rule === ERRORS_RULE);
  // Nothing was heard, or the judge failed: that says nothing about one endpoint.
  if (judged.length === 0) return new Map();
  const unseenMs = ERROR_WINDOW_MS + UNSEEN_EVALUATIONS * intervalMs;
  const fingerprints = new Set(judged.map(({ rule, subject }) => fingerprintOf(rule, subject)));
  const services = new Set(judged.map(({ subject }) => serviceOf(subject)));
  const candidates = active
    .filter(({ verdict }) => verdict.rule === ERRORS_RULE)
    .filter(({ verdict }) => !fingerprints.has(fingerprintOf(verdict.rule, verdict.subject)))
    .filter(({ verdict, lastSeenMs }) => {
      const silentMs = nowMs - lastSeenMs;
      return silentMs > (services.has(serviceOf(verdict.subject)) ? unseenMs : SILENT_SERVICE_MS);
    })
    .slice(0, ASKED_MAX);
  const only = candidates.flatMap(({ verdict }) => {
    const { service = "", env = "", endpoint = "" } = verdict.subject;
    return KINDS.map((kind) => ({ service, env, kind, endpoint }));
  });
  const { cells } = await readEndpoints(facts, { fromMs: nowMs - unseenMs, toMs: nowMs, only }, SYSTEM_SCOPE);
  const called = new Set(cells.map(({ service, env, endpoint }) => JSON.stringify([service, env, endpoint])));
  const minutes = Math.round(unseenMs / 60_000);
  const note = `Closed without a verdict: no call of this endpoint was seen for ${minutes} min. It was not seen to work again.`;
  return new Map(
    candidates
      .filter(({ verdict: { subject } }) => {
        return !called.has(JSON.stringify([subject.service ?? "", subject.env ?? "", subject.endpoint ?? ""]));
      })
      .map(({ id }) => [id, note]),
  );
}

function serviceOf({ service = "", env = "" }: Verdict["subject"]): string {
  return JSON.stringify([service, env]);
}
