import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LIMITS, type QuietHours, type Verdict, WEEKDAYS } from "@governor/contract";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { secretBox } from "../../store/secret-box.ts";
import { openState, type StateHandle } from "../../store/state/open.ts";
import { deliverDue, LEASE_MS, retryAfterMs, type Delivery } from "./deliver.ts";
import { dispatch } from "./dispatch.ts";
import { emitFindings } from "./emit.ts";
import type { ChangedFinding } from "./event.ts";
import { listMessages, prune, readProblems } from "./read.ts";
import { addRoute, listRoutes, removeRoute, signatureOf, type WantedRoute } from "./route.ts";
import { sendingBy } from "./send.ts";
import { testRoute } from "./test-route.ts";

/** A Monday noon in Berlin, an hour earlier in UTC. */
const NOON_MS = Date.parse("2026-11-23T11:00:00Z");
const HOUR_MS = 3_600_000;
const NIGHT: QuietHours = { from: "22:00", to: "07:00", timezone: "Europe/Berlin", days: WEEKDAYS };
const BOX = secretBox(Buffer.alloc(32, 7));

interface Received {
  headers: IncomingHttpHeaders;
  text: string;
}

let dataDir: string;
let state: StateHandle;
let nowMs = NOON_MS;
let received: Received[] = [];
let answers: (path: string) => number = () => 200;
const receiver = createServer((request, response) => {
  let text = "";
  request.on("data", (piece: Buffer) => (text += piece.toString()));
  request.on("end", () => {
    received.push({ headers: request.headers, text });
    const status = answers(request.url ?? "");
    response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end("a secret of the inside");
  });
});
let url = "";

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "governor-alerts-"));
  state = await openState({ dataDir, log: SILENT_LOG });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await state?.close();
  await rm(dataDir, { recursive: true, force: true });
});

beforeEach(async () => {
  for (const { id } of await listRoutes(state, nowMs)) await removeRoute(state, id, { actor: "local", nowMs });
  // What was told to nobody is of the test before.
  await dispatch(state, nowMs);
  received = [];
  answers = () => 200;
  nowMs = NOON_MS;
});

async function add(over: Partial<WantedRoute> = {}) {
  const wanted: WantedRoute = {
    kind: "webhook",
    target: `${url}/hook`,
    name: `route ${Math.random()}`,
    team: "",
    quiet: null,
    ...over,
  };
  return addRoute(state, BOX, wanted, { actor: "key:1", nowMs });
}

function change(step: string, team: string | null, over: Partial<ChangedFinding> = {}): ChangedFinding {
  const verdict: Verdict = {
    rule: "budget.p95",
    outcome: "breach",
    subject: { step },
    summary: `${step} is slow`,
    observed: 900,
    limit: 600,
    unit: "ms",
    interval: null,
    confidence: 1,
    n: 500,
    minN: 50,
    windowFromMs: 0,
    windowToMs: 1,
    evidence: [],
    owner: team === null ? null : { team, contact: `#${team}`, source: "step" },
    sinceMs: null,
    suspects: [],
    rollback: null,
    remedy: "",
  };
  return { id: `id-${step}`, event: "opened", verdict, openedMs: nowMs, note: "", isSnoozed: false, ...over };
}

function tell(...changes: ChangedFinding[]): Promise<void> {
  return state.transaction((queries) => emitFindings(queries, changes, nowMs));
}

function delivery(over: Partial<Delivery> = {}): Delivery {
  const base = { state, box: BOX, send: sendingBy(null, () => nowMs), boardUrl: () => "https://board.example" };
  return { ...base, log: SILENT_LOG, nowMs: () => nowMs, ...over };
}

/** What a server does every second, until nothing is due. */
async function run(over: Partial<Delivery> = {}): Promise<void> {
  await dispatch(state, nowMs);
  while ((await deliverDue(delivery(over))) > 0) continue;
}

function bodies(): { id: string; title: string; isSummary: boolean; findings: { id: string; event: string }[] }[] {
  return received.map(({ text }) => JSON.parse(text) as ReturnType<typeof bodies>[number]);
}

test("the changes of an evaluation are one message for each owner, once, with a signature that its secret verifies", async () => {
  const { secret } = await add();
  await tell(change("a", "search"), change("b", "money"), change("c", "search"), change("d", null));
  await run();
  await run();
  expect(bodies().map(({ findings }) => findings.map(({ id }) => id).toSorted())).toEqual(
    expect.arrayContaining([["id-a", "id-c"], ["id-b"], ["id-d"]]),
  );
  expect(received).toHaveLength(3);
  for (const { headers, text } of received) {
    const id = String(headers["webhook-id"]);
    expect(id).toBe((JSON.parse(text) as { id: string }).id);
    const expected = signatureOf(secret ?? "", id, Number(headers["webhook-timestamp"]), text);
    expect(headers["webhook-signature"]).toBe(expected);
    expect(expected).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
  }
});

test("a snoozed finding's changes and a verification are told to nobody", async () => {
  await add();
  await tell(change("a", "search", { isSnoozed: true }), change("b", "search", { event: "verified" }));
  await tell(change("c", "search", { event: "fixed" }), change("d", "search", { event: "unsnoozed" }));
  await run();
  expect(
    bodies()
      .flatMap(({ findings }) => findings.map(({ event }) => event))
      .toSorted(),
  ).toEqual(["fixed", "unsnoozed"]);
});

test("a route of a team gets that team's findings and no others", async () => {
  await add({ team: "search" });
  await tell(change("a", "search"), change("b", "money"), change("c", null));
  await run();
  expect(bodies().flatMap(({ findings }) => findings.map(({ id }) => id))).toEqual(["id-a"]);
});

test("what changes in quiet hours is told in one summary at their end, and each finding in it once", async () => {
  nowMs = NOON_MS + 12 * HOUR_MS;
  await add({ quiet: NIGHT });
  await tell(change("a", "search"));
  await run();
  nowMs += HOUR_MS;
  await tell(change("b", "money"), change("a", "search", { event: "fixed" }));
  await run();
  expect(received).toEqual([]);
  expect(await listMessages(state, { limit: 1, teams: "all" })).toMatchObject([{ state: "held", isSummary: true }]);
  nowMs = Date.parse("2026-11-24T06:00:00Z");
  await run();
  expect(bodies()).toMatchObject([
    {
      isSummary: true,
      findings: [
        { id: "id-b", event: "opened" },
        { id: "id-a", event: "fixed" },
      ],
    },
  ]);
  nowMs += 1_000;
  await tell(change("c", "search"));
  await run();
  expect(received).toHaveLength(2);
});

test("a retry that falls into quiet hours waits for their end", async () => {
  nowMs = Date.parse("2026-11-23T20:59:58Z");
  await add({ quiet: NIGHT });
  answers = () => 503;
  await tell(change("a", "search"));
  await run();
  expect(received).toHaveLength(1);
  nowMs += 10_000;
  await run();
  expect(received).toHaveLength(1);
  nowMs = Date.parse("2026-11-24T06:00:00Z");
  answers = () => 200;
  await run();
  expect(received).toHaveLength(2);
});

test("what is rolled back with its finding is told to nobody", async () => {
  await add();
  const failed = state.transaction(async (queries) => {
    await emitFindings(queries, [change("a", "search")], nowMs);
    throw new Error("killed before the commit");
  });
  await expect(failed).rejects.toThrow("killed");
  await run();
  expect(received).toEqual([]);
});

test("a server that dies after sending leaves a message that another sends again, with the same id", async () => {
  await add();
  await tell(change("a", "search"));
  await dispatch(state, nowMs);
  const send = sendingBy(null, () => nowMs);
  const died = deliverDue(
    delivery({
      send: async (...message) => {
        await send(...message);
        throw new Error("killed between sending and writing it down");
      },
    }),
  );
  await expect(died).rejects.toThrow("killed");
  await run();
  expect(received).toHaveLength(1);
  nowMs += LEASE_MS;
  await run();
  await run();
  expect(received).toHaveLength(2);
  expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("many servers on one state send each message once", async () => {
  await Promise.all([add(), add({ target: `${url}/other` })]);
  for (let i = 0; i < 10; i++) await tell(change(`s${i}`, "search"));
  await Promise.all(Array.from({ length: 6 }, () => run()));
  await run();
  const ids = received.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(20);
});

test("a route that does not answer is tried again ever later, given up, shown, and holds up no other", async () => {
  const { route } = await add({ target: `${url}/down`, name: "down" });
  await add({ target: `${url}/up`, name: "up" });
  answers = (path) => (path === "/down" ? 500 : 200);
  await tell(change("a", "search"));
  for (let attempt = 1; attempt <= LIMITS.alertAttempts; attempt++) {
    await run();
    expect(received).toHaveLength(attempt + 1);
    if (attempt === 2) expect(await readProblems(state)).toEqual([]);
    if (attempt === 3)
      expect(await readProblems(state)).toEqual([expect.stringContaining('"down" does not work: HTTP 500')]);
    nowMs += retryAfterMs(attempt);
  }
  await run();
  expect(received).toHaveLength(LIMITS.alertAttempts + 1);
  const log = await listMessages(state, { limit: 10, teams: "all" });
  expect(log.find(({ routeName }) => routeName === "down")).toMatchObject({ state: "failed", lastError: "HTTP 500" });
  expect(log.find(({ routeName }) => routeName === "up")).toMatchObject({ state: "sent", attempts: 1, dueMs: null });
  expect((await listRoutes(state, nowMs)).find(({ id }) => id === route.id)?.lastError).toBe("HTTP 500");
  answers = () => 200;
  nowMs += 1_000;
  await tell(change("b", "search"));
  await run();
  expect(await readProblems(state)).toEqual([]);
});

test("a redirect is not followed, and a receiver that wants no more is not asked again", async () => {
  await add({ target: `${url}/moved`, name: "moved" });
  await add({ target: `${url}/gone`, name: "gone" });
  answers = (path) => (path === "/moved" ? 302 : 410);
  await tell(change("a", "search"));
  await run();
  const log = await listMessages(state, { limit: 10, teams: "all" });
  expect(log.find(({ routeName }) => routeName === "moved")).toMatchObject({
    state: "pending",
    lastError: "HTTP 302: redirects are not followed",
  });
  expect(log.find(({ routeName }) => routeName === "gone")).toMatchObject({ state: "failed", lastError: "HTTP 410" });
  expect(received).toHaveLength(2);
});

test("neither address nor secret is in the store, in an answer or in an error", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const target = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/services/T0/B0/verysecrettoken`;
  closed.close();
  await once(closed, "close");
  const { route, secret } = await add({ target });
  await tell(change("a", "search"));
  await run();
  const problem = await testRoute({ state, box: BOX, send: sendingBy(null, () => nowMs) }, route.id, {
    boardUrl: "",
    nowMs,
  });
  expect(problem).toBe("the connection failed (ECONNREFUSED)");
  const kept = await state.query<{ row: string }>({
    text: "SELECT alert_routes::text || alert_messages::text AS row FROM alert_routes JOIN alert_messages ON true",
    name: "kept",
  });
  const audited = await state.query<{ row: string }>({
    text: "SELECT audit_log::text AS row FROM audit_log",
    name: "a",
  });
  const all = JSON.stringify([
    kept,
    audited,
    await listRoutes(state, nowMs),
    await listMessages(state, { limit: 50, teams: "all" }),
  ]);
  expect(all).toContain("…oken");
  expect(all).not.toContain("verysecret");
  expect(all).not.toContain(secret?.slice(6, 20));
});

test("another folder's key opens no route, and that is said", async () => {
  await add({ name: "foreign" });
  await tell(change("a", "search"));
  await run({ box: secretBox(Buffer.alloc(32, 8)) });
  expect(received).toEqual([]);
  const [message] = await listMessages(state, { limit: 1, teams: "all" });
  expect(message?.lastError).toContain("sealed with the key of another data folder");
});

test("a name is one route's, and there is an end to their number", async () => {
  await add({ name: "same" });
  await expect(add({ name: "same" })).rejects.toMatchObject({ code: "alert.name-taken" });
  for (let i = 1; i < LIMITS.alertRoutes; i++) await add({ name: `n${i}` });
  await expect(add({ name: "one more" })).rejects.toMatchObject({ code: "alert.too-many" });
});

test("what was told a month ago is forgotten, what waits is not", async () => {
  await add({ name: "slow" });
  answers = () => 503;
  await tell(change("a", "search"));
  await run();
  await prune(state, nowMs + 40 * 24 * HOUR_MS);
  answers = () => 200;
  nowMs += 40 * 24 * HOUR_MS;
  await run();
  expect(
    bodies()
      .at(-1)
      ?.findings.map(({ id }) => id),
  ).toEqual(["id-a"]);
  await prune(state, nowMs + 40 * 24 * HOUR_MS);
  expect(await listMessages(state, { limit: 10, teams: "all" })).toEqual([]);
});
