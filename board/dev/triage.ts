import { SCHEMA_VERSION, type Finding, type FindingHistoryEntry } from "@governor/contract";
import { findingsOf } from "./findings.ts";

/** What people did with the imaginary findings since the mode was set. */
export class Triage {
  #changes = new Map<string, ((finding: Finding) => Finding)[]>();

  clear(): void {
    this.#changes.clear();
  }

  list(nowMs: number, state: string): Finding[] {
    return this.#all(nowMs).filter((finding) => isIn(finding, state));
  }

  one(id: string, nowMs: number): object | null {
    const finding = this.#all(nowMs).find((each) => each.id === id);
    return finding ? { schemaVersion: SCHEMA_VERSION, finding } : null;
  }

  /** `POST /findings/<id>/<verb>` */
  change(id: string, verb: string, body: Record<string, unknown>, nowMs: number): object | null {
    const text = (key: string) => (typeof body[key] === "string" ? body[key] : "");
    const note = text("note") || text("text") || text("reason");
    const entry = (event: FindingHistoryEntry["event"]): FindingHistoryEntry => ({
      timeUnixMs: nowMs,
      event,
      actor: "local",
      actorName: "local",
      note,
      observed: null,
    });
    const changes: Record<string, [FindingHistoryEntry["event"], Partial<Finding>]> = {
      acknowledge: ["acknowledged", { state: "acknowledged" }],
      reopen: ["reopened", { state: "open" }],
      comment: ["commented", {}],
      unsnooze: ["unsnoozed", { snooze: null }],
      snooze: [
        "snoozed",
        { snooze: { sinceMs: nowMs, untilMs: Number(body["untilMs"]), reason: note, by: "local", byName: "local" } },
      ],
    };
    const found = changes[verb];
    if (found === undefined) return null;
    const [event, patch] = found;
    const line = entry(event);
    this.#changes.set(id, [
      ...(this.#changes.get(id) ?? []),
      (finding) => ({ ...finding, ...patch, history: [...finding.history, line] }),
    ]);
    return this.one(id, nowMs);
  }

  #all(nowMs: number): Finding[] {
    return findingsOf(nowMs).map((finding) =>
      (this.#changes.get(finding.id) ?? []).reduce((now, change) => change(now), finding),
    );
  }
}

function isIn({ state, snooze }: Finding, wanted: string): boolean {
  const live = state === "open" || state === "acknowledged";
  if (wanted === "all") return true;
  if (wanted === "active") return live && snooze === null;
  if (wanted === "snoozed") return live && snooze !== null;
  return state === wanted;
}
