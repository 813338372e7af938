import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import {
  acknowledge,
  closeVanished,
  comment,
  getFinding,
  listFindings,
  recordVerdicts,
  reopen,
  snooze,
  unsnooze,
  wakeExpired,
  type FindingChange,
} from "./finding.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const ALL = ["open", "acknowledged", "fixed", "verified"] as const;

let dataDir: string;
let state: StateHandle;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "governor-findings-"));
  state = await openState({ dataDir, log: SILENT_LOG });
});

afterAll(async () => {
  await state?.close();
  await rm(dataDir, { recursive: true, force: true });
});

function verdict(step: string, outcome: Verdict["outcome"], observed = 800): Verdict {
  return {
    rule: "budget.p95",
    outcome,
    subject: { service: "api", env: "prod", journey: "case-search", step },
    summary: `${step} ${outcome} ${observed}`,
    observed,
    limit: 600,
    unit: "ms",
    interval: { low: observed - 50, high: observed + 50 },
    confidence: 0.99,
    n: 1_000,
    minN: 300,
    windowFromMs: NOW_MS - 300_000,
    windowToMs: NOW_MS,
    evidence: [{ kind: "note", note: "it's “quoted” and $1" }],
    owner: { team: "search", contact: "#search", source: "journey" },
    sinceMs: NOW_MS - 60_000,
    suspects: [],
    rollback: null,
    remedy: "",
  };
}

/** What the schedule does: all of an evaluation in one transaction. */
function record(verdicts: readonly Verdict[], nowMs: number): Promise<FindingChange[]> {
  return state.transaction(async (queries) => [
    ...(await recordVerdicts(queries, verdicts, nowMs)),
    ...(await wakeExpired(queries, nowMs)),
  ]);
}

const ROSA = { actor: "key:1", name: "rosa" };

async function only(step: string, nowMs = NOW_MS) {
  const found = (await listFindings(state, { states: ALL, nowMs })).filter((one) => one.verdict.subject.step === step);
  expect(found).toHaveLength(1);
  return found[0]!;
}

test("a finding lives from opened over acknowledged and fixed to verified, and opens again as the same one", async () => {
  const step = "life";
  expect(await record([verdict(step, "breach")], NOW_MS)).toMatchObject([{ event: "opened", isSnoozed: false }]);
  const { id, verdict: kept } = await only(step);
  expect(kept).toEqual(verdict(step, "breach"));

  await acknowledge(state, id, "on it", { ...ROSA, nowMs: NOW_MS + 1_000 });
  await record([verdict(step, "breach", 1_000)], NOW_MS + 10_000);
  await record([verdict(step, "not-enough-data", 100)], NOW_MS + 20_000);
  await record([verdict(step, "pass", 300)], NOW_MS + 30_000);
  expect(await getFinding(state, id, NOW_MS)).toMatchObject({
    state: "fixed",
    occurrences: 2,
    closedMs: NOW_MS + 30_000,
    lastSeenMs: NOW_MS + 10_000,
    verdict: { observed: 1_000 },
  });
  await record([verdict(step, "pass", 300)], NOW_MS + 30_000 + 3_600_000);
  await record([verdict(step, "breach", 900)], NOW_MS + 9_000_000);

  const again = await getFinding(state, id, NOW_MS);
  expect(again).toMatchObject({ state: "open", closedMs: null, openedMs: NOW_MS, occurrences: 3 });
  expect(again?.history.map((entry) => [entry.event, entry.actor, entry.observed])).toEqual([
    ["opened", "governor", 800],
    ["acknowledged", "key:1", null],
    ["observed", "governor", 1_000],
    ["fixed", "governor", 300],
    ["verified", "governor", 300],
    ["reopened", "governor", 900],
  ]);
  expect(again?.history[1]).toMatchObject({
    note: "on it",
    actorName: "rosa",
    timeUnixMs: NOW_MS + 1_000,
  });
});

test("a finding that goes on keeps what was known of its start; one that opens again is looked at anew", async () => {
  const suspect = { kind: "no-deploy" as const, service: "", release: "", sha: "", actor: "", owner: "", url: "" };
  const known = {
    ...verdict("long", "breach"),
    suspects: [{ ...suspect, timeUnixMs: null, probability: 1, reasons: ["early"] }],
  };
  const later = { ...verdict("long", "breach", 900), sinceMs: null };
  await record([known], NOW_MS);
  await record([later], NOW_MS + 1_740_000);
  expect((await only("long")).verdict).toMatchObject({
    observed: 900,
    sinceMs: NOW_MS - 60_000,
    suspects: known.suspects,
  });
  await record([verdict("long", "pass", 100)], NOW_MS + 1_800_000);
  await record([later], NOW_MS + 1_900_000);
  expect((await only("long")).verdict).toMatchObject({ observed: 900, sinceMs: null, suspects: [] });
});

test("while a breach fades its evidence stays that of the worst of it; when it holds its level the newest counts", async () => {
  const shown = (observed: number, note: string): Verdict => ({
    ...verdict("fading", "breach", observed),
    evidence: [{ kind: "note", note }],
    remedy: note,
  });
  await record([shown(5_000, "worst")], NOW_MS);
  await record([shown(1_000, "another case")], NOW_MS + 10_000);
  expect((await only("fading")).verdict).toMatchObject({
    observed: 1_000,
    remedy: "worst",
    evidence: [{ note: "worst" }],
  });
  await record([shown(950, "now")], NOW_MS + 20_000);
  expect((await only("fading")).verdict).toMatchObject({ observed: 950, remedy: "now", evidence: [{ note: "now" }] });
});

test("two servers that judge at once open one finding", async () => {
  const breach = verdict("race", "breach");
  await Promise.all(Array.from({ length: 6 }, () => record([breach], NOW_MS)));
  const finding = await only("race");
  expect(finding.history.map((entry) => entry.event)).toEqual(["opened"]);
});

test("a verdict recorded in a batch that fails is not kept", async () => {
  const broken = { ...verdict("broken", "breach"), rule: null as unknown as string };
  await expect(record([verdict("half", "breach"), broken], NOW_MS)).rejects.toThrow();
  const found = await listFindings(state, { states: ALL, nowMs: NOW_MS });
  expect(found.filter((one) => one.verdict.subject.step === "half")).toEqual([]);
});

test("a list is by state, then worst first, and filters by tags, team and period", async () => {
  await record([verdict("mild", "breach", 700), verdict("bad", "breach", 2_000)], NOW_MS + 40_000_000);
  const steps = async (filter: Omit<Parameters<typeof listFindings>[1], "nowMs">) =>
    (await listFindings(state, { ...filter, nowMs: NOW_MS })).map((one) => one.verdict.subject.step);
  const fresh = { states: ["open"] as const, fromMs: NOW_MS, toMs: NOW_MS + 50_000_000 };
  const listed = await steps(fresh);
  expect(listed.indexOf("bad")).toBe(0);
  expect(listed.indexOf("mild")).toBeGreaterThan(0);
  expect(await steps({ ...fresh, tags: { step: "mild", tenant: "any" } })).toEqual(["mild"]);
  expect(await steps({ ...fresh, tags: { env: "staging" } })).toEqual([]);
  expect(await steps({ ...fresh, team: "other" })).toEqual([]);
  expect(await steps({ ...fresh, toMs: NOW_MS + 40_000_000 })).not.toContain("bad");
  expect(await steps({ ...fresh, limit: 1 })).toEqual(["bad"]);
});

test("a finding that nothing judges any more is closed with the note that says why", async () => {
  await record([verdict("gone", "breach")], NOW_MS);
  const why = "Closed: the catalog does not have this step any more.";
  const changes = await state.transaction((queries) =>
    closeVanished(queries, (one) => (one.verdict.subject.step === "gone" ? why : null), NOW_MS + 5_000),
  );
  expect(changes).toMatchObject([{ event: "fixed", note: why }]);
  const { state: now, history } = await only("gone");
  expect(now).toBe("fixed");
  expect(history.at(-1)).toMatchObject({ event: "fixed", observed: null, note: why, actorName: "governor" });
});

test("an acknowledgement or a comment twice is one line; who did it is in the audit log", async () => {
  await record([verdict("twice", "breach")], NOW_MS);
  const { id, triagedMs } = await only("twice");
  expect(triagedMs).toBeNull();
  for (const nowMs of [NOW_MS + 1_000, NOW_MS + 2_000]) {
    await comment(state, id, "seen", { ...ROSA, nowMs });
  }
  await acknowledge(state, id, "", { ...ROSA, nowMs: NOW_MS + 3_000 });
  await acknowledge(state, id, "", { ...ROSA, nowMs: NOW_MS + 4_000 });
  await acknowledge(state, id, "with a new note", { ...ROSA, nowMs: NOW_MS + 5_000 });
  const after = await only("twice");
  expect(after).toMatchObject({ state: "acknowledged", triagedMs: NOW_MS + 1_000 });
  expect(after.history.map(({ event }) => event)).toEqual(["opened", "commented", "acknowledged", "acknowledged"]);
  const audited = await state.query<{ action: string; actor: string }>(
    {
      text: "SELECT action, actor FROM audit_log WHERE subject = $1 ORDER BY id",
      name: "audited",
    },
    [`finding:${id}`],
  );
  expect(audited.map(({ action }) => action)).toEqual([
    "finding.commented",
    "finding.acknowledged",
    "finding.acknowledged",
  ]);
  expect(new Set(audited.map(({ actor }) => actor))).toEqual(new Set(["key:1"]));
});

test("a snoozed finding tells nobody of what happens to it, is listed by itself, and is open again at its end", async () => {
  const step = "snoozed";
  await record([verdict(step, "breach")], NOW_MS);
  const { id } = await only(step);
  await acknowledge(state, id, "", { ...ROSA, nowMs: NOW_MS });
  const untilMs = NOW_MS + 3_600_000;
  for (const nowMs of [NOW_MS + 1_000, NOW_MS + 2_000])
    await snooze(state, id, { untilMs, reason: "deploy on Monday" }, { ...ROSA, nowMs });
  const seen = async (isSnoozed: boolean, nowMs: number) =>
    (await listFindings(state, { states: ALL, isSnoozed, nowMs })).some((one) => one.id === id);
  expect([await seen(true, NOW_MS + 3_000), await seen(false, NOW_MS + 3_000)]).toEqual([true, false]);
  expect([await seen(true, untilMs), await seen(false, untilMs)]).toEqual([false, true]);

  expect(await record([verdict(step, "pass", 300)], NOW_MS + 10_000)).toMatchObject([
    { event: "fixed", isSnoozed: true },
  ]);
  // Worse, but not markedly: 24 %.
  expect(await record([verdict(step, "breach", 992)], NOW_MS + 20_000)).toMatchObject([
    { event: "reopened", isSnoozed: true },
  ]);
  expect(await only(step, NOW_MS + 21_000)).toMatchObject({
    state: "open",
    snooze: { untilMs, reason: "deploy on Monday", byName: "rosa", sinceMs: NOW_MS + 1_000 },
    triagedMs: NOW_MS,
  });
  await acknowledge(state, id, "", { ...ROSA, nowMs: NOW_MS + 30_000 });
  expect(await record([verdict(step, "breach", 992)], untilMs)).toMatchObject([
    { event: "unsnoozed", isSnoozed: false, id },
  ]);
  const woken = await only(step, untilMs);
  expect(woken).toMatchObject({ state: "open", snooze: null });
  expect(woken.history.map(({ event }) => event)).toEqual([
    "opened",
    "acknowledged",
    "snoozed",
    "fixed",
    "reopened",
    "acknowledged",
    "observed",
    "unsnoozed",
  ]);
});

test("a marked worsening wakes a finding before its time", async () => {
  await record([verdict("worse", "breach")], NOW_MS);
  const { id } = await only("worse");
  await snooze(state, id, { untilMs: NOW_MS + 3_600_000, reason: "known" }, { ...ROSA, nowMs: NOW_MS });
  expect(await record([verdict("worse", "breach", 1_000)], NOW_MS + 10_000)).toMatchObject([
    { event: "unsnoozed", isSnoozed: false },
  ]);
  const { snooze: still, history } = await only("worse", NOW_MS + 10_000);
  expect(still).toBeNull();
  expect(history.at(-1)).toMatchObject({ event: "unsnoozed", actor: "governor", observed: 1_000 });
  expect(history.at(-1)?.note).toContain("25 % worse");
});

test("a snooze is ended by hand once; it ends in the future, within 90 days, and only what is not closed has one", async () => {
  await record([verdict("hand", "breach")], NOW_MS);
  const { id } = await only("hand");
  const day = 86_400_000;
  const from = (ms: number) => snooze(state, id, { untilMs: NOW_MS + ms, reason: "later" }, { ...ROSA, nowMs: NOW_MS });
  await expect(from(0)).rejects.toMatchObject({ code: "finding.snooze-range" });
  await expect(from(90 * day + 1)).rejects.toMatchObject({ code: "finding.snooze-range" });
  await from(90 * day);
  for (const nowMs of [NOW_MS + 1, NOW_MS + 2]) await unsnooze(state, id, "now", { ...ROSA, nowMs });
  expect((await only("hand")).history.map(({ event }) => event)).toEqual(["opened", "snoozed", "unsnoozed"]);
  await record([verdict("hand", "pass", 300)], NOW_MS + 10_000);
  await expect(from(day)).rejects.toMatchObject({ code: "finding.closed" });
});

test("what a person reopens stays open through the passes of the next hour, and is told", async () => {
  await record([verdict("early", "breach")], NOW_MS);
  await record([verdict("early", "pass", 300)], NOW_MS + 10_000);
  const { id } = await only("early");
  const told: FindingChange[] = [];
  const again = (nowMs: number) =>
    reopen(state, id, "still slow here", { ...ROSA, nowMs }, async (_queries, changes) => void told.push(...changes));
  await again(NOW_MS + 20_000);
  await again(NOW_MS + 21_000);
  expect(told).toMatchObject([{ event: "reopened", note: "Reopened by rosa: still slow here" }]);
  expect(await record([verdict("early", "pass", 300)], NOW_MS + 30_000)).toEqual([]);
  expect((await only("early")).state).toBe("open");
  expect(await record([verdict("early", "pass", 300)], NOW_MS + 3_700_000)).toMatchObject([{ event: "fixed" }]);
});

test("a finding that opens again is to be triaged again", async () => {
  await record([verdict("anew", "breach")], NOW_MS);
  const { id } = await only("anew");
  await comment(state, id, "looking", { ...ROSA, nowMs: NOW_MS + 1 });
  await record([verdict("anew", "pass", 300)], NOW_MS + 10_000);
  expect((await only("anew")).triagedMs).toBe(NOW_MS + 1);
  await record([verdict("anew", "breach")], NOW_MS + 20_000);
  expect((await only("anew")).triagedMs).toBeNull();
});

test("there is no finding under an id nobody gave", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  expect(await getFinding(state, id, NOW_MS)).toBeNull();
  await expect(acknowledge(state, id, "", { ...ROSA, nowMs: NOW_MS })).rejects.toMatchObject({
    code: "request.not-found",
  });
});
