import type { Finding, GateResponse, Outcome, Release, Rollback } from "@governor/contract";

export interface ServiceReleases {
  service: string;
  env: string;
  /** Newest first. */
  releases: Release[];
}

/** Releases by service and environment; the service with the newest release first. */
export function byService(releases: readonly Release[]): ServiceReleases[] {
  const groups = new Map<string, ServiceReleases>();
  for (const release of releases.toSorted((a, b) => cameMs(b) - cameMs(a))) {
    const { service, env } = release;
    const key = `${service} ${env}`;
    const group = groups.get(key) ?? { service, env, releases: [] };
    group.releases.push(release);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** When it came: its first span, else its announcement. */
export function cameMs({ firstSeenMs, event }: Release): number {
  return firstSeenMs ?? event?.timeUnixMs ?? 0;
}

/** Names a release in the address and for the cursor. */
export function keyOf({ service, env, release }: Release): string {
  return [service, env, release].join(" ");
}

export interface Blame {
  finding: Finding;
  probability: number;
}

/** Findings that have the release among their suspects, the surest first. */
export function blamesOf(release: Release, findings: readonly Finding[]): Blame[] {
  return findings
    .flatMap((finding) => {
      const suspect = finding.verdict.suspects.find(
        (each) => each.kind === "deploy" && each.service === release.service && each.release === release.release,
      );
      const env = finding.verdict.subject.env;
      const same = env === undefined || release.env === "" || env === release.env;
      return suspect && same ? [{ finding, probability: suspect.probability }] : [];
    })
    .sort((a, b) => b.probability - a.probability);
}

/** The way back from a release, as the gate or a finding gives it. */
export function rollbackOf(
  { service, release }: Release,
  gate: GateResponse | undefined,
  blames: readonly Blame[],
): Rollback | undefined {
  const verdicts = [...(gate?.verdicts ?? []), ...blames.map(({ finding }) => finding.verdict)];
  const ways = verdicts.flatMap(({ rollback }) => rollback ?? []);
  const own = ways.filter((way) => way.service === service && way.fromRelease === release);
  return own.find(({ command }) => command !== null) ?? own[0];
}

/** Where a time lies in a period, in percent of its width; what lies outside stands at the edge. */
export function percentAt(timeMs: number, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  return Math.min(100, Math.max(0, ((timeMs - fromMs) / Math.max(1, toMs - fromMs)) * 100));
}

const WORDS: Record<Outcome, [one: string, many: string]> = {
  breach: ["budget breached", "budgets breached"],
  "not-enough-data": ["cannot be judged yet", "cannot be judged yet"],
  pass: ["holds", "hold"],
};

/** `1 budget breached · 2 hold`: what is wrong stands first. */
export function outcomesText({ verdicts }: GateResponse): string {
  const counts = (["breach", "not-enough-data", "pass"] as const).map(
    (outcome) => [outcome, verdicts.filter((verdict) => verdict.outcome === outcome).length] as const,
  );
  return counts
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${WORDS[outcome][count === 1 ? 0 : 1]}`)
    .join(" · ");
}

const AROUND_MS = 3_600_000;
const LEAST_AROUND_MS = 300_000;

/** As much before a deploy as there is after it, an hour at most: what came with it shows best beside what was just before. */
export function aroundOf(deployMs: number, nowMs: number): { from: string; to: string } {
  const lengthMs = Math.min(AROUND_MS, Math.max(LEAST_AROUND_MS, nowMs - deployMs));
  return {
    from: String(Math.round(deployMs - lengthMs)),
    to: String(Math.round(Math.min(nowMs, deployMs + lengthMs))),
  };
}
