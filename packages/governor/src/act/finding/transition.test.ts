import { expect, test } from "vitest";
import type { FindingState, Verdict } from "@governor/contract";
import { isSure, NOTED_EVERY_MS, transition, VERIFICATION_MS, type FindingStatus } from "./transition.ts";

const NOW_MS = 1_800_000_000_000;

function verdict(
  outcome: Verdict["outcome"],
  observed: number | null,
  low = observed ?? 0,
  high = observed ?? 0,
): Verdict {
  return {
    rule: "budget.p95",
    outcome,
    subject: { service: "api" },
    summary: `p95 ${observed}`,
    observed,
    limit: 600,
    unit: "ms",
    interval: observed === null ? null : { low, high },
    confidence: 0.9,
    n: 1_000,
    minN: 300,
    windowFromMs: NOW_MS - 300_000,
    windowToMs: NOW_MS,
    evidence: [],
    owner: null,
    sinceMs: null,
    suspects: [],
    rollback: null,
    remedy: "",
  };
}

function finding(state: FindingState, over: Partial<FindingStatus> = {}): FindingStatus {
  const closed = state === "fixed" || state === "verified";
  return {
    state,
    closedMs: closed ? NOW_MS - 1_000 : null,
    notedMs: NOW_MS - 10_000,
    notedObserved: 800,
    heldUntilMs: null,
    ...over,
  };
}

const sure = verdict("breach", 800, 700, 900);
const unsure = verdict("breach", 620, 550, 700);
const pass = verdict("pass", 400, 350, 450);
const silence = verdict("not-enough-data", 900, 700, 1_000);

test.each([
  { from: null, on: "a sure breach", verdict: sure, to: "open", event: "opened" },
  { from: null, on: "a breach within its interval", verdict: unsure, to: null, event: null },
  { from: null, on: "a pass", verdict: pass, to: null, event: null },
  { from: null, on: "too little data", verdict: silence, to: null, event: null },
  { from: "open", on: "a breach within its interval", verdict: unsure, to: "open", event: "observed" },
  { from: "open", on: "a pass", verdict: pass, to: "fixed", event: "fixed" },
  { from: "open", on: "too little data", verdict: silence, to: null, event: null },
  { from: "acknowledged", on: "a sure breach", verdict: sure, to: "acknowledged", event: null },
  { from: "acknowledged", on: "a pass", verdict: pass, to: "fixed", event: "fixed" },
  { from: "fixed", on: "a breach within its interval", verdict: unsure, to: null, event: null },
  { from: "fixed", on: "a sure breach", verdict: sure, to: "open", event: "reopened" },
  { from: "fixed", on: "a pass a moment later", verdict: pass, to: null, event: null },
  { from: "verified", on: "a sure breach", verdict: sure, to: "open", event: "reopened" },
  { from: "verified", on: "a pass", verdict: pass, to: null, event: null },
] as const)("from $from, $on leads to $to and writes $event", ({ from, verdict: found, to, event }) => {
  const change = transition(from === null ? null : finding(from), found, NOW_MS);
  expect(change?.state ?? null).toBe(to);
  expect(change?.entry?.event ?? null).toBe(event);
});

test("a limit that held for the verification period is verified, and keeps the time of its fix", () => {
  const closedMs = NOW_MS - VERIFICATION_MS;
  expect(transition(finding("fixed", { closedMs: closedMs + 1 }), pass, NOW_MS)).toBeNull();
  expect(transition(finding("fixed", { closedMs }), pass, NOW_MS)).toMatchObject({
    state: "verified",
    breached: false,
    closedMs,
    entry: { event: "verified", observed: 400 },
  });
});

test("what a person reopened is held open while passes go on, and fixed by one after that", () => {
  const held = finding("open", { heldUntilMs: NOW_MS + 1 });
  expect(transition(held, pass, NOW_MS)).toBeNull();
  expect(transition(held, pass, NOW_MS + 1)?.state).toBe("fixed");
});

test("every breach of an open finding counts, but only a value that moved or grew old is written down", () => {
  const still = transition(finding("open"), verdict("breach", 879, 700, 900), NOW_MS);
  expect(still).toEqual({ state: "open", breached: true, closedMs: null, entry: null });
  const moved = transition(finding("open"), verdict("breach", 880, 700, 900), NOW_MS);
  expect(moved?.entry).toMatchObject({ event: "observed", observed: 880 });
  const old = transition(finding("open", { notedMs: NOW_MS - NOTED_EVERY_MS }), verdict("breach", 800), NOW_MS);
  expect(old?.entry?.event).toBe("observed");
});

test("a breach is sure when its whole interval is on the wrong side, or when it has none", () => {
  expect(isSure(verdict("breach", 700, 601, 800))).toBe(true);
  expect(isSure(verdict("breach", 700, 600, 800))).toBe(false);
  expect(isSure({ ...verdict("breach", 700), interval: null })).toBe(true);
});
