import {
  READINESS_CHECKS,
  RESPONSIBILITIES,
  type BareVerdict,
  type DrillKind,
  type Outcome,
  type ReadinessCheck,
  type Responsibility,
} from "@governor/contract";
import type { ServiceTelemetry } from "./telemetry.ts";

/** Everything the checklist asks about one service. Times are epoch milliseconds; lists are newest first. */
export interface ReadinessFacts {
  service: string;
  inCatalog: boolean;
  /** Steps of journeys that are measured on it and have a target. */
  targets: number;
  /** Team id by responsibility; null where nobody answers. */
  owners: Readonly<Record<Responsibility, string | null>>;
  /** Of the last day; null where it sent nothing. */
  telemetry: ServiceTelemetry | null;
  /** That came in the last 30 days. */
  releases: readonly { release: string; announced: boolean }[];
  gateRuns: readonly { release: string; outcome: Outcome; ranMs: number }[];
  /** Findings that were open at some time of the last 7 days. */
  findings: readonly { triaged: boolean; open: boolean; openedMs: number }[];
  drills: readonly { kind: DrillKind; passed: boolean; timeMs: number }[];
}

/** A check's verdict, with its place in the checklist and what to do next. */
export interface ReadinessVerdict extends BareVerdict {
  check: ReadinessCheck;
  /** Empty for a pass. */
  next: string;
}

/** A drill older than this proves nothing about today. */
export const DRILL_AGE_DAYS = 90;
/** A finding may be this old before somebody has to have looked at it. */
export const TRIAGE_DAYS = 7;
/** Share of a service's spans that must carry a tag before the tag can be relied on. */
const TAGGED_SHARE = 0.95;
const DAY_MS = 86_400_000;

/** The delivery checklist of one service, in the checklist's order. Pure. */
export function judgeReadiness(facts: ReadinessFacts, nowMs: number): ReadinessVerdict[] {
  return READINESS_CHECKS.map((check) => {
    const { outcome, summary, next, observed = outcome === "pass" ? 1 : 0, limit = 1 } = CHECKS[check](facts, nowMs);
    return {
      check,
      rule: `readiness.${check}`,
      outcome,
      subject: { service: facts.service },
      summary,
      next,
      observed: outcome === "not-enough-data" ? null : observed,
      limit,
      unit: "count",
      interval: null,
      confidence: outcome === "not-enough-data" ? 0 : 1,
      n: limit,
      minN: 1,
      windowFromMs: nowMs,
      windowToMs: nowMs,
      evidence: [],
    };
  });
}

interface Judgement {
  outcome: Outcome;
  summary: string;
  next: string;
  /** How many of `limit` were found; 1 of 1 for a pass where nothing is counted. */
  observed?: number;
  limit?: number;
}

const CHECKS: Record<ReadinessCheck, (facts: ReadinessFacts, nowMs: number) => Judgement> = {
  targets: judgeTargets,
  owners: judgeOwners,
  instrumentation: judgeInstrumentation,
  sampling: judgeSampling,
  gate: judgeGate,
  triage: judgeTriage,
  cache: judgeCache,
  "release-markers": judgeMarkers,
  "rollback-drill": judgeRollbackDrill,
};

function judgeTargets({ targets, service, inCatalog }: ReadinessFacts): Judgement {
  if (targets > 0)
    return pass(`${count(targets, "journey step")} measured on it ${targets === 1 ? "has" : "have"} a target.`);
  const next = inCatalog
    ? `Add a journey step whose selector names ${service}, with a target, to governor.yaml.`
    : `Add ${service} to governor.yaml: \`governor init\` proposes its steps and targets.`;
  return breach("No journey step with a target is measured on it.", next);
}

function judgeOwners({ owners, service }: ReadinessFacts): Judgement {
  const missing = RESPONSIBILITIES.filter((one) => owners[one] === null);
  const limit = RESPONSIBILITIES.length;
  if (missing.length === 0) return { ...pass("Somebody answers for each of the five."), observed: limit, limit };
  const next = `Give services.${service} an \`owner\`, or \`owners: { ${missing[0]}: <team> }\`, in governor.yaml.`;
  return {
    ...breach(`Nobody answers for ${missing.join(", ")}.`, next),
    observed: limit - missing.length,
    limit,
  };
}

function judgeInstrumentation({ telemetry, service }: ReadinessFacts): Judgement {
  if (telemetry === null || telemetry.spans === 0)
    return breach(
      "It has sent no span for a day.",
      `Point its OpenTelemetry exporter here; \`governor doctor\` finds what is in the way.`,
    );
  const { spans } = telemetry;
  const missing = [
    ...(telemetry.withEnv / spans < TAGGED_SHARE ? ["deployment.environment.name"] : []),
    ...(telemetry.withRelease / spans < TAGGED_SHARE ? ["service.version"] : []),
    ...(telemetry.saysTenant ? [] : ["governor.tenant"]),
  ];
  if (missing.length === 0)
    return { ...pass("Spans of the last day name env, release and tenant."), observed: 3, limit: 3 };
  const next = `Set ${missing.join(" and ")} on ${service}'s resource or spans.`;
  return {
    ...breach(`Spans of the last day lack ${missing.join(", ")}.`, next),
    observed: 3 - missing.length,
    limit: 3,
  };
}

function judgeSampling({ telemetry }: ReadinessFacts): Judgement {
  if (telemetry === null || telemetry.spans === 0) return unjudged("It has sent no span for a day.");
  const share = telemetry.sampledKnown / telemetry.spans;
  if (share >= TAGGED_SHARE) return pass("Spans say how they were sampled, so counts are weighted by it.");
  return unjudged(
    `${Math.floor(share * 100)} % of its spans say how they were sampled: the rest count as one each, which is right ` +
      "only if its SDK samples nothing away.",
    "Use a consistent probability sampler, which writes `ot=th` into tracestate.",
  );
}

function judgeGate({ releases, gateRuns }: ReadinessFacts): Judgement {
  const next = "Run `governor gate --release <version>` in the service's pipeline, after the deploy.";
  const latest = releases[0];
  if (latest === undefined) return unjudged("No release of it came in the last 30 days.", next);
  const run = gateRuns.find((one) => one.release === latest.release);
  if (run) return pass(`Release ${latest.release} was judged in CI: ${OUTCOME_WORDS[run.outcome]}.`);
  if (gateRuns.length === 0) return breach("No gate of CI has judged a release of it.", next);
  return breach(
    `Release ${latest.release} came without a gate in CI; ${gateRuns[0]?.release} was the last with one.`,
    next,
  );
}

const OUTCOME_WORDS: Record<Outcome, string> = {
  pass: "it passed",
  breach: "a budget was breached",
  "not-enough-data": "there was not enough data",
};

function judgeTriage({ findings }: ReadinessFacts, nowMs: number): Judgement {
  if (findings.length === 0) return pass("There was nothing to triage this week.");
  const left = findings.filter((one) => one.open && !one.triaged);
  const overdue = left.filter((one) => nowMs - one.openedMs > TRIAGE_DAYS * DAY_MS);
  const limit = findings.length;
  if (overdue.length > 0) {
    const next = "Acknowledge, comment on or snooze each: `governor findings`, or the Findings page.";
    const summary = `${count(overdue.length, "finding")} open for more than ${TRIAGE_DAYS} days, and nobody has looked.`;
    return { ...breach(summary, next), observed: limit - left.length, limit };
  }
  if (left.length === 0)
    return { ...pass(`All of ${count(limit, "finding")} this week are triaged or closed.`), observed: limit, limit };
  return pass(`${count(left.length, "finding")} waiting to be triaged, none for more than ${TRIAGE_DAYS} days.`);
}

function judgeCache({ telemetry, drills, service }: ReadinessFacts, nowMs: number): Judgement {
  const next = `Practise it, then: \`governor readiness drill --service ${service} --kind cache-invalidation --passed\`.`;
  if (telemetry === null || !telemetry.saysCache)
    return unjudged(
      "No span of the last day says whether a cache answered.",
      "Where it has a cache, set `governor.cache.hit` (true or false) on the span that asks it.",
    );
  return judgeDrill(newestDrill(drills, "cache-invalidation"), nowMs, {
    passed: "Its cache is in use, and making it forget was tested",
    none: "Its cache is in use, and nobody has tested making it forget.",
    next,
  });
}

function judgeMarkers({ releases }: ReadinessFacts): Judgement {
  const next = "Announce deploys: `governor deploy --service <service> --release <version> --sha <sha>`.";
  if (releases.length === 0)
    return unjudged("No release of it came in the last 30 days.", "Set service.version, and announce deploys.");
  const announced = releases.filter((one) => one.announced).length;
  const limit = releases.length;
  if (announced === limit)
    return { ...pass(`Every release of the last 30 days was announced (${limit}).`), observed: limit, limit };
  const summary = `${limit - announced} of ${count(limit, "release")} of the last 30 days came unannounced.`;
  return { ...breach(summary, next), observed: announced, limit };
}

function judgeRollbackDrill({ drills, service }: ReadinessFacts, nowMs: number): Judgement {
  return judgeDrill(newestDrill(drills, "rollback"), nowMs, {
    passed: "Going back was practised",
    none: "Nobody has practised going back a release.",
    next: `Practise it, then: \`governor readiness drill --service ${service} --kind rollback --passed --took 4m\`.`,
  });
}

type DrillFact = ReadinessFacts["drills"][number];

function newestDrill(drills: readonly DrillFact[], kind: DrillKind): DrillFact | undefined {
  return drills.find((drill) => drill.kind === kind);
}

function judgeDrill(
  drill: DrillFact | undefined,
  nowMs: number,
  words: { passed: string; none: string; next: string },
): Judgement {
  if (drill === undefined) return breach(words.none, words.next);
  const days = Math.floor((nowMs - drill.timeMs) / DAY_MS);
  const ago = days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
  if (!drill.passed) return breach(`The last drill failed, ${ago}.`, words.next);
  if (days > DRILL_AGE_DAYS)
    return breach(`The last drill was ${ago}; it counts for ${DRILL_AGE_DAYS} days.`, words.next);
  return pass(`${words.passed}, ${ago}.`);
}

function pass(summary: string): Judgement {
  return { outcome: "pass", summary, next: "" };
}

function breach(summary: string, next: string): Judgement {
  return { outcome: "breach", summary, next };
}

function unjudged(summary: string, next = "Send telemetry first; see the checks above."): Judgement {
  return { outcome: "not-enough-data", summary, next };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
