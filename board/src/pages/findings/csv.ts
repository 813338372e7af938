import type { Finding } from "@governor/contract";

export const CSV_HEADER = [
  "id",
  "state",
  "snoozed_until_unix_ms",
  "rule",
  "summary",
  "service",
  "env",
  "journey",
  "step",
  "endpoint",
  "observed",
  "low",
  "high",
  "limit",
  "unit",
  "n",
  "confidence",
  "since_unix_ms",
  "opened_unix_ms",
  "owner",
  "suspect",
  "probability",
];

export function csvRow({ id, state, snooze, openedMs, verdict }: Finding): (string | number | null)[] {
  const { subject, interval } = verdict;
  const suspect = suspectOf(verdict.suspects);
  return [
    id,
    state,
    snooze?.untilMs ?? null,
    verdict.rule,
    verdict.summary,
    subject.service ?? "",
    subject.env ?? "",
    subject.journey ?? "",
    subject.step ?? "",
    subject.endpoint ?? "",
    verdict.observed,
    interval?.low ?? null,
    interval?.high ?? null,
    verdict.limit,
    verdict.unit,
    verdict.n,
    verdict.confidence,
    verdict.sinceMs,
    openedMs,
    verdict.owner?.team ?? "",
    suspect === undefined ? "" : suspect.kind === "deploy" ? `${suspect.service} ${suspect.release}` : "no deploy",
    suspect?.probability ?? null,
  ];
}

/** The likeliest one. */
export function suspectOf<T extends { probability: number }>(suspects: readonly T[]): T | undefined {
  return suspects.toSorted((a, b) => b.probability - a.probability)[0];
}
