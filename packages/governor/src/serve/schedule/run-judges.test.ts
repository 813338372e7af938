import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listFindings } from "../../act/finding/finding.ts";
import { catalogOf, openTestFacts, seedSpans } from "../../judge/testing/seed.ts";
import { SILENT_LOG, type Log } from "../../log.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { runJudges } from "./run-judges.ts";

const START_MS = Date.now() - 7_200_000;
const MINUTE_MS = 60_000;

function catalogWith(step: string) {
  return catalogOf({
    version: 1,
    teams: { search: {} },
    services: { api: { owner: "search" } },
    journeys: {
      "case-search": {
        steps: {
          [step]: {
            selector: { service: "api", route: "/search" },
            target: { p95: "600ms", window: "1m", min_samples: 50 },
          },
        },
      },
    },
  });
}

let facts: Awaited<ReturnType<typeof openTestFacts>>;
let state: StateHandle;
let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "governor-judges-"));
  [facts, state] = await Promise.all([openTestFacts(), openState({ dataDir: stateDir, log: SILENT_LOG })]);
}, 120_000);

afterAll(async () => {
  await Promise.all([facts?.remove(), state?.close()]);
  await rm(stateDir, { recursive: true, force: true });
});

/** A hundred requests in the given minute. */
async function minute(index: number, durationMs: number): Promise<void> {
  const startMs = START_MS + index * MINUTE_MS;
  await seedSpans(
    facts,
    Array.from({ length: 100 }, (_, i) => ({ startMs: startMs + i * 600, durationMs })),
  );
}

function run(index: number, more: { step?: string; log?: Log; facts?: typeof facts } = {}) {
  const { step = "search", log = SILENT_LOG } = more;
  const nowMs = START_MS + (index + 1) * MINUTE_MS;
  return runJudges({
    facts: more.facts ?? facts,
    state,
    catalog: catalogWith(step),
    nowMs,
    intervalMs: MINUTE_MS,
    log,
    told: async () => {},
  });
}

async function findings() {
  return listFindings(state, { states: ["open", "acknowledged", "fixed", "verified"], nowMs: START_MS });
}

test("from healthy over a breach and silence to healthy: a finding opens, waits, closes itself and opens again", async () => {
  await minute(0, 100);
  expect((await run(0)).recorded.opened).toBe(0);
  expect(await findings()).toEqual([]);

  await minute(1, 900);
  expect((await run(1)).recorded.opened).toBe(1);
  const [opened] = await findings();
  expect(opened).toMatchObject({
    state: "open",
    verdict: { owner: { team: "search" }, subject: { step: "search", env: "prod" } },
  });
  expect(opened?.verdict.sinceMs).toBe(START_MS + MINUTE_MS);

  await run(3); // nobody called: that is not a cure
  expect((await findings())[0]?.state).toBe("open");

  await minute(4, 100);
  expect((await run(4)).recorded.fixed).toBe(1);
  await minute(5, 900);
  expect((await run(5)).recorded.reopened).toBe(1);
  const all = await findings();
  expect(all.map(({ id, state: now }) => [id, now])).toEqual([[opened?.id, "open"]]);
});

test("a finding whose step left the catalog is closed", async () => {
  await minute(10, 900);
  await run(10, { step: "old" });
  expect((await findings()).find((one) => one.verdict.subject.step === "old")?.state).toBe("open");
  await run(11, { step: "new" });
  const old = (await findings()).find((one) => one.verdict.subject.step === "old");
  expect(old?.state).toBe("fixed");
  expect(old?.history.at(-1)?.note).toContain("does not have this step any more");
});

test("an endpoint that failed and is not called any more is closed with that note, once its service is heard without it", async () => {
  const endpoint = "GET /gone";
  const failing = async (index: number): Promise<void> => {
    const startMs = START_MS + index * MINUTE_MS;
    const span = { durationMs: 5, route: "/gone", status: 2 };
    await seedSpans(
      facts,
      Array.from({ length: 150 }, (_, i) => ({ ...span, startMs: startMs + i * 300 })),
    );
  };
  const gone = async () => (await findings()).find((one) => one.verdict.subject.endpoint === endpoint);
  await failing(30);
  await run(30);
  expect((await gone())?.state).toBe("open");
  // Five minutes of the window and thirty evaluations: until then it may be called again.
  await minute(64, 100);
  await run(64);
  expect((await gone())?.state).toBe("open");
  // All of the service is silent: it may be down.
  await run(75);
  expect((await gone())?.state).toBe("open");
  await minute(76, 100);
  await run(76);
  const closed = await gone();
  expect(closed?.state).toBe("fixed");
  expect(closed?.history.at(-1)?.note).toBe(
    "Closed without a verdict: no call of this endpoint was seen for 35 min. It was not seen to work again.",
  );
});

test("a judge that cannot read is logged and closes nothing", async () => {
  await minute(20, 900);
  await run(20);
  const failed: string[] = [];
  const broken = { ...facts, read: () => Promise.reject(new Error("down")) } as unknown as typeof facts;
  const { verdicts } = await run(21, {
    facts: broken,
    log: { ...SILENT_LOG, warn: (event, fields) => void failed.push(`${event} ${String(fields?.["judge"])}`) },
  });
  expect(verdicts).toEqual([]);
  expect(failed.sort()).toEqual(["judge.failed budget", "judge.failed offender"]);
  expect((await findings()).find((one) => one.verdict.subject.step === "search")?.state).toBe("open");
});
