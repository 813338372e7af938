import type { ChangeEvent, Release, Suspect } from "@governor/contract";
import { cameMs } from "./change/releases.ts";
import { judgeSides, type ReleaseSide, type Weighed } from "./sides.ts";

export interface SuspectInput {
  service: string;
  env: string;
  /** Start of the breach; null when unknown. */
  sinceMs: number | null;
  /** Changes older than this are not looked at. */
  lookbackFromMs: number;
  toMs: number;
  /** Share of items that the limit allows on its wrong side. */
  allowed: number;
  /** Oldest first, see `releasesOf`. */
  releases: readonly Release[];
  /** Flags, config and whatever else was announced. */
  events: readonly ChangeEvent[];
  /** The subject's own spans by release, before and since the start. */
  sides: readonly ReleaseSide[];
  /** Other services that the exemplar trace passes through. */
  calledServices: readonly string[];
}

/** With every ten minutes between a change and the breach it becomes half as likely. */
const HALF_LIFE_MS = 600_000;
/** A start is known to a slot, and clocks differ: a change this much after it can still be its cause. */
const CLOCK_SLACK_MS = 30_000;
/** Weight of "no change did it" against 1 for a change right at the start with nothing else known: three of four such breaches are blamed on it. */
const NO_DEPLOY_WEIGHT = 0.33;
const SINCE_UNKNOWN_WEIGHT = 0.25;
const CALLED_SERVICE_WEIGHT = 0.3;
const UNNAMED_SERVICE_WEIGHT = 0.5;
const CHANGES_SHOWN = 3;

/**
 * Which change did it: candidates with probabilities that add up to 1, the likeliest first, "no deploy" always among them.
 *
 * A candidate is a change event, or a release that telemetry saw first, in the look-back and not after the breach began, on
 * the subject's service or one that its traces pass through. A release without a predecessor in the look-back is where the
 * data begin, not a change. Each starts with weight 1, multiplied by what the evidence says: closeness in time, whether its
 * own spans are the slow ones while other releases' are not (`judgeSides`), and where it was changed. The weights are set by
 * hand, in the order in which a person would argue; the reasons say what went in, so that one can disagree.
 */
export function suspectsOf(input: SuspectInput): Suspect[] {
  const weighed = candidatesOf(input)
    .map((candidate) => weigh(candidate, input))
    .sort((a, b) => b.weight - a.weight || b.candidate.timeMs - a.candidate.timeMs || order(a, b));
  const shown = weighed.slice(0, CHANGES_SHOWN);
  const noDeploy = { weight: NO_DEPLOY_WEIGHT, reasons: noDeployReasons(input, weighed.length, shown.length) };
  const total = shown.reduce((sum, one) => sum + one.weight, noDeploy.weight);
  const suspects = [
    ...shown.map((one) => suspectOf(one.candidate, one.weight / total, one.reasons)),
    noDeploySuspect(noDeploy.weight / total, noDeploy.reasons),
  ].sort((a, b) => b.probability - a.probability);
  return withWholeSum(suspects);
}

interface Candidate {
  service: string;
  env: string;
  release: string;
  timeMs: number;
  event: ChangeEvent | null;
  seen: boolean;
}

function candidatesOf(input: SuspectInput): Candidate[] {
  const { service, env, lookbackFromMs } = input;
  const untilMs = input.sinceMs === null ? input.toMs : input.sinceMs + CLOCK_SLACK_MS;
  const services = new Set(["", service, ...input.calledServices]);
  const isNear = (one: Candidate): boolean =>
    services.has(one.service) &&
    (env === "" || one.env === "" || one.env === env) &&
    one.timeMs >= lookbackFromMs &&
    one.timeMs <= untilMs;
  const releases = input.releases
    .filter((release) => release.event !== null || release.previous !== "")
    .map((release) => ({ ...release, timeMs: cameMs(release), seen: release.firstSeenMs !== null }));
  const others = input.events
    .filter((event) => !releases.some((release) => release.event?.id === event.id))
    .map((event) => ({ ...event, timeMs: event.timeUnixMs, event, seen: false }));
  return oneEach([...releases, ...others].filter(isNear), service);
}

/** An announcement for every service is one change, whatever number of services it was then seen on; the subject's own stands for it. */
function oneEach(candidates: readonly Candidate[], service: string): Candidate[] {
  const byChange = Map.groupBy(candidates, (one) => one.event?.id ?? `${one.service} ${one.env} ${one.release}`);
  return [...byChange.values()].flatMap((same) => same.find((one) => one.service === service) ?? same.slice(0, 1));
}

function weigh(candidate: Candidate, input: SuspectInput): Weighed & { candidate: Candidate } {
  const parts = [timeWeight(candidate, input), placeWeight(candidate, input)];
  if (candidate.release !== "" && candidate.service === input.service) {
    parts.push(judgeSides(candidate.release, input.sides, input.allowed));
  }
  return {
    candidate,
    weight: parts.reduce((product, part) => product * part.weight, 1),
    reasons: parts.flatMap((part) => part.reasons),
  };
}

function timeWeight({ timeMs, event, seen, release }: Candidate, { sinceMs }: SuspectInput): Weighed {
  const what = seen
    ? `${release} was first seen`
    : event?.release
      ? `${event.kind} ${event.release} was announced`
      : `A ${event?.kind ?? "change"}${event?.title ? ` (${event.title})` : ""} was announced`;
  const unannounced = seen && event === null ? ["Nobody announced it; telemetry shows it."] : [];
  if (sinceMs === null) {
    const reason = `${what} in the look-back; when the breach began is not known.`;
    return { weight: SINCE_UNKNOWN_WEIGHT, reasons: [reason, ...unannounced] };
  }
  const aheadMs = Math.max(0, sinceMs - timeMs);
  const reason = aheadMs < CLOCK_SLACK_MS ? `${what} as it began.` : `${what} ${span(aheadMs)} before it began.`;
  return { weight: 2 ** (-aheadMs / HALF_LIFE_MS), reasons: [reason, ...unannounced] };
}

function placeWeight(candidate: Candidate, { service }: SuspectInput): Weighed {
  if (candidate.service === service) return { weight: 1, reasons: [] };
  if (candidate.service === "")
    return { weight: UNNAMED_SERVICE_WEIGHT, reasons: ["The announcement names no service."] };
  return {
    weight: CALLED_SERVICE_WEIGHT,
    reasons: [`It changed ${candidate.service}, which the example trace passes through, not ${service} itself.`],
  };
}

function noDeployReasons(input: SuspectInput, found: number, shown: number): string[] {
  const minutes = Math.round((input.toMs - input.lookbackFromMs) / 60_000);
  if (found === 0)
    return [`No change of ${input.service || "the service"} is known in the ${minutes} minutes looked at.`];
  const reasons = ["Traffic, data or a dependency can do it without a change."];
  if (found > shown) reasons.push(`${found - shown} less likely changes are left out.`);
  return reasons;
}

function suspectOf(candidate: Candidate, probability: number, reasons: string[]): Suspect {
  const { service, release, timeMs, event } = candidate;
  return {
    kind: "deploy",
    service,
    release,
    sha: event?.sha ?? "",
    actor: event?.actor ?? "",
    owner: event?.owner ?? "",
    url: event?.url ?? "",
    timeUnixMs: timeMs,
    probability,
    reasons,
  };
}

function noDeploySuspect(probability: number, reasons: string[]): Suspect {
  const nobody = { service: "", release: "", sha: "", actor: "", owner: "", url: "", timeUnixMs: null };
  return { kind: "no-deploy", ...nobody, probability, reasons };
}

/** Rounded to a tenth of a percent, the first taking what rounding left, so that the sum stays 1. */
function withWholeSum(suspects: Suspect[]): Suspect[] {
  const rounded = suspects.map((one) => ({ ...one, probability: Math.round(one.probability * 1_000) / 1_000 }));
  const [first, ...rest] = rounded;
  if (first !== undefined) {
    const others = rest.reduce((sum, one) => sum + one.probability, 0);
    first.probability = Math.round((1 - others) * 1_000) / 1_000;
  }
  return rounded;
}

function span(durationMs: number): string {
  return durationMs < 120_000 ? `${Math.round(durationMs / 1_000)} s` : `${Math.round(durationMs / 60_000)} min`;
}

function order(a: { candidate: Candidate }, b: { candidate: Candidate }): number {
  const key = ({ candidate }: { candidate: Candidate }): string =>
    `${candidate.service} ${candidate.release} ${candidate.event?.id ?? ""}`;
  return key(a) < key(b) ? -1 : 1;
}
