import { LIMITS } from "@governor/contract";
import type { FindingAlert, ToldEvent } from "./event.ts";

/** What one message tells, whatever it is sent by. */
export interface AlertContent {
  /** The same at every attempt: receivers can tell a repetition by it. */
  id: string;
  timeUnixMs: number;
  isSummary: boolean;
  isTest: boolean;
  /** Worst first, each finding once, as it is after its last change; LIMITS.alertFindings at most. */
  findings: FindingAlert[];
  /** Findings there are, listed or not. */
  total: number;
  /** The board's address, without a slash at its end. */
  boardUrl: string;
}

/** Puts a message together from its changes, which are in the order in which they happened. Pure. */
export function contentOf(
  alerts: readonly FindingAlert[],
  about: { id: string; timeUnixMs: number; isSummary: boolean; boardUrl: string },
): AlertContent {
  const last = new Map(alerts.map((alert) => [alert.id, alert]));
  const findings = [...last.values()].toSorted(
    (a, b) => rankOf(a.event) - rankOf(b.event) || timesOver(b) - timesOver(a),
  );
  return { ...about, isTest: false, findings: findings.slice(0, LIMITS.alertFindings), total: findings.length };
}

/** A message that says that it is a trial. */
export function testContent(about: { id: string; timeUnixMs: number; boardUrl: string }): AlertContent {
  return { ...about, isSummary: false, isTest: true, findings: [], total: 0 };
}

/** `2 findings: 1 opened, 1 fixed · core-search`, or the finding's own sentence where it is one. */
export function titleOf({ findings, total, isTest, isSummary }: AlertContent): string {
  if (isTest) return "Governor can reach you here: this is a test.";
  const [first] = findings;
  if (total === 1 && first !== undefined) return `${WORDS[first.event]}: ${plain(first.summary)}`;
  const counts = [...Map.groupBy(findings, ({ event }) => event)].map(
    ([event, group]) => `${group.length} ${WORDS[event].toLowerCase()}`,
  );
  const owners = [...new Set(findings.map(({ owner }) => plain(owner?.team ?? "") || "no owner"))];
  const whose = owners.length > 3 ? `${owners.length} owners` : owners.join(", ");
  return `${isSummary ? "After quiet hours: " : ""}${total} findings (${counts.join(", ")}) · ${whose}`;
}

/** What is known of a finding, a line each: label and words. */
export function factsOf(alert: FindingAlert): { label: string; words: string }[] {
  const { note, sinceMs, owner, suspect, rollback, remedy, event } = alert;
  const lines = [
    { label: "Note", words: note },
    { label: "Owner", words: owner === null ? "nobody in the catalog" : `${owner.team} ${owner.contact}`.trim() },
    { label: "Since", words: sinceMs === null ? "" : timeOf(sinceMs) },
  ];
  // What is fixed needs neither culprit nor cure.
  if (event !== "fixed") {
    lines.push({ label: "Suspect", words: suspectOf(suspect) }, { label: "Fix", words: remedy });
    lines.push({ label: "Back", words: rollback === null ? "" : (rollback.command ?? `to ${rollback.toRelease}`) });
  }
  return lines.map(({ label, words }) => ({ label, words: plain(words) })).filter(({ words }) => words !== "");
}

/** Where the board shows it. */
export function linkOf(boardUrl: string, alert: FindingAlert): string {
  return `${boardUrl}/findings#${alert.id}`;
}

export const WORDS: Record<ToldEvent, string> = {
  opened: "Opened",
  reopened: "Open again",
  unsnoozed: "Snooze ended",
  fixed: "Fixed",
};

/** A text on one line, without characters that steer a terminal or the direction of reading: names come from telemetry. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
}

function suspectOf(suspect: FindingAlert["suspect"]): string {
  if (suspect === null) return "";
  const { kind, service, release, sha, actor, probability } = suspect;
  const what =
    kind === "deploy" ? ["deploy of", service, release, sha.slice(0, 12), actor && `by ${actor}`] : ["no deploy"];
  return `${what.filter((part) => part !== "").join(" ")}, probability ${probability.toFixed(2)}`;
}

function timeOf(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function rankOf(event: ToldEvent): number {
  return event === "fixed" ? 1 : 0;
}

/** How many times over its limit; under a lower one, how many times under. */
function timesOver({ observed, limit }: FindingAlert): number {
  if (observed === null || observed === 0 || limit === 0) return 0;
  return Math.max(observed / limit, limit / observed);
}
