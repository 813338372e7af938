import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "@governor/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { acknowledge, closeVanished, getFinding, listFindings, recordVerdicts } from "./finding.ts";

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

async function only(step: string) {
  const found = (await listFindings(state, { states: ALL })).filter((one) => one.verdict.subject.step === step);
  expect(found).toHaveLength(1);
  return found[0]!;
}

test("a finding lives from opened over acknowledged and fixed to verified, and opens again as the same one", async () => {
  const step = "life";
  expect(await recordVerdicts(state, [verdict(step, "breach")], NOW_MS)).toMatchObject({ opened: 1 });
  const { id, verdict: kept } = await only(step);
  expect(kept).toEqual(verdict(step, "breach"));

  await acknowledge(state, id, { actor: "key:1", note: "on it", nowMs: NOW_MS + 1_000 });
  await recordVerdicts(state, [verdict(step, "breach", 1_000)], NOW_MS + 10_000);
  await recordVerdicts(state, [verdict(step, "not-enough-data", 100)], NOW_MS + 20_000);
  await recordVerdicts(state, [verdict(step, "pass", 300)], NOW_MS + 30_000);
  expect(await getFinding(state, id)).toMatchObject({
    state: "fixed",
    occurrences: 2,
    closedMs: NOW_MS + 30_000,
    lastSeenMs: NOW_MS + 10_000,
    verdict: { observed: 1_000 },
  });
  await recordVerdicts(state, [verdict(step, "pass", 300)], NOW_MS + 30_000 + 3_600_000);
  await recordVerdicts(state, [verdict(step, "breach", 900)], NOW_MS + 9_000_000);

  const again = await getFinding(state, id);
  expect(again).toMatchObject({ state: "open", closedMs: null, openedMs: NOW_MS, occurrences: 3 });
  expect(again?.history.map((entry) => [entry.event, entry.actor, entry.observed])).toEqual([
    ["opened", "governor", 800],
    ["acknowledged", "key:1", null],
    ["observed", "governor", 1_000],
    ["fixed", "governor", 300],
    ["verified", "governor", 300],
    ["reopened", "governor", 900],
  ]);
  expect(again?.history[1]).toMatchObject({ note: "on it", timeUnixMs: NOW_MS + 1_000 });
});

test("a finding that goes on keeps what was known of its start; one that opens again is looked at anew", async () => {
  const suspect = { kind: "no-deploy" as const, service: "", release: "", sha: "", actor: "", owner: "", url: "" };
  const known = {
    ...verdict("long", "breach"),
    suspects: [{ ...suspect, timeUnixMs: null, probability: 1, reasons: ["early"] }],
  };
  const later = { ...verdict("long", "breach", 900), sinceMs: null };
  await recordVerdicts(state, [known], NOW_MS);
  await recordVerdicts(state, [later], NOW_MS + 1_740_000);
  expect((await only("long")).verdict).toMatchObject({
    observed: 900,
    sinceMs: NOW_MS - 60_000,
    suspects: known.suspects,
  });
  await recordVerdicts(state, [verdict("long", "pass", 100)], NOW_MS + 1_800_000);
  await recordVerdicts(state, [later], NOW_MS + 1_900_000);
  expect((await only("long")).verdict).toMatchObject({ observed: 900, sinceMs: null, suspects: [] });
});

test("while a breach fades its evidence stays that of the worst of it; when it holds its level the newest counts", async () => {
  const shown = (observed: number, note: string): Verdict => ({
    ...verdict("fading", "breach", observed),
    evidence: [{ kind: "note", note }],
    remedy: note,
  });
  await recordVerdicts(state, [shown(5_000, "worst")], NOW_MS);
  await recordVerdicts(state, [shown(1_000, "another case")], NOW_MS + 10_000);
  expect((await only("fading")).verdict).toMatchObject({
    observed: 1_000,
    remedy: "worst",
    evidence: [{ note: "worst" }],
  });
  await recordVerdicts(state, [shown(950, "now")], NOW_MS + 20_000);
  expect((await only("fading")).verdict).toMatchObject({ observed: 950, remedy: "now", evidence: [{ note: "now" }] });
});

test("two servers that judge at once open one finding", async () => {
  const breach = verdict("race", "breach");
  await Promise.all(Array.from({ length: 6 }, () => recordVerdicts(state, [breach], NOW_MS)));
  const finding = await only("race");
  expect(finding.history.map((entry) => entry.event)).toEqual(["opened"]);
});

test("a verdict recorded in a batch that fails is not kept", async () => {
  const broken = { ...verdict("broken", "breach"), rule: null as unknown as string };
  await expect(recordVerdicts(state, [verdict("half", "breach"), broken], NOW_MS)).rejects.toThrow();
  const found = await listFindings(state, { states: ALL });
  expect(found.filter((one) => one.verdict.subject.step === "half")).toEqual([]);
});

test("a list is by state, then worst first, and filters by tags, team and period", async () => {
  await recordVerdicts(state, [verdict("mild", "breach", 700), verdict("bad", "breach", 2_000)], NOW_MS + 40_000_000);
  const steps = async (filter: Parameters<typeof listFindings>[1]) =>
    (await listFindings(state, filter)).map((one) => one.verdict.subject.step);
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

test("a finding whose step left the catalog is closed with that note", async () => {
  await recordVerdicts(state, [verdict("gone", "breach")], NOW_MS);
  expect(await closeVanished(state, (one) => one.subject.step !== "gone", NOW_MS + 5_000)).toBe(1);
  const { state: now, history } = await only("gone");
  expect(now).toBe("fixed");
  expect(history.at(-1)).toMatchObject({ event: "fixed", observed: null });
  expect(history.at(-1)?.note).toContain("catalog");
});

test("there is no finding under an id nobody gave", async () => {
  expect(await getFinding(state, "00000000-0000-4000-8000-000000000000")).toBeNull();
  const by = { actor: "key:1", note: "", nowMs: NOW_MS };
  expect(await acknowledge(state, "00000000-0000-4000-8000-000000000000", by)).toBeNull();
});
