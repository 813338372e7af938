import type { Finding, FindingEvent } from "@governor/contract";

/** What a person does with a finding; its fields are the body that is sent. */
export type FindingChange =
  | { kind: "acknowledge"; note: string }
  | { kind: "comment"; text: string }
  | { kind: "snooze"; untilMs: number; reason: string }
  | { kind: "unsnooze"; note: string }
  | { kind: "reopen"; note: string };

const EVENT: Record<FindingChange["kind"], FindingEvent> = {
  acknowledge: "acknowledged",
  comment: "commented",
  snooze: "snoozed",
  unsnooze: "unsnoozed",
  reopen: "reopened",
};

/** The finding as it will be, shown until the server has answered. */
export function afterChange(finding: Finding, change: FindingChange, by: { name: string; nowMs: number }): Finding {
  const entry = {
    timeUnixMs: by.nowMs,
    event: EVENT[change.kind],
    actor: by.name,
    actorName: by.name,
    note: noteOf(change),
    observed: null,
  };
  const next: Finding = {
    ...finding,
    triagedMs: finding.triagedMs ?? by.nowMs,
    history: [...finding.history, entry],
  };
  if (change.kind === "acknowledge") return { ...next, state: "acknowledged" };
  if (change.kind === "reopen") return { ...next, state: "open" };
  if (change.kind === "unsnooze") return { ...next, snooze: null };
  if (change.kind === "comment") return next;
  const { untilMs, reason } = change;
  return { ...next, snooze: { sinceMs: by.nowMs, untilMs, reason, by: by.name, byName: by.name } };
}

/** What takes it back; a comment stays, as all of the history does. */
export function inverseOf(change: FindingChange): FindingChange | null {
  if (change.kind === "snooze") return { kind: "unsnooze", note: "" };
  if (change.kind === "acknowledge") return { kind: "reopen", note: "" };
  return null;
}

export interface SnoozeChoice {
  name: string;
  untilMs: number;
}

const HOUR_MS = 3_600_000;
const MORNING_HOUR = 9;

/** How long it can be left alone: hours while somebody is on it, mornings and weeks where it is planned. */
export function snoozeChoices(nowMs: number): SnoozeChoice[] {
  const tomorrow = new Date(nowMs + 24 * HOUR_MS);
  tomorrow.setHours(MORNING_HOUR, 0, 0, 0);
  return [
    { name: "1 hour", untilMs: nowMs + HOUR_MS },
    { name: "4 hours", untilMs: nowMs + 4 * HOUR_MS },
    { name: "Tomorrow 09:00", untilMs: tomorrow.getTime() },
    { name: "1 week", untilMs: nowMs + 7 * 24 * HOUR_MS },
    { name: "30 days", untilMs: nowMs + 30 * 24 * HOUR_MS },
  ];
}

/** The words that go with it. */
export function noteOf(change: FindingChange): string {
  if (change.kind === "comment") return change.text;
  return change.kind === "snooze" ? change.reason : change.note;
}
