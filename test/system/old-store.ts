import { createHash } from "node:crypto";
import { SILENT_LOG } from "../../packages/governor/src/log.ts";
import { seedEvents, seedSpans, traceIdOf } from "../../packages/governor/src/judge/testing/seed.ts";
import { openFacts } from "../../packages/governor/src/store/facts/open.ts";
import { openState, type StateHandle } from "../../packages/governor/src/store/state/open.ts";

/** What a data folder of the first schema holds. */
export interface OldStore {
  traceId: string;
  findingId: string;
  keyId: string;
  /** Of an admin. */
  secret: string;
}

export const OLD_SPANS = { recent: 40, days: [3, 9, 12], aDay: 25 };

/** Makes a data folder as the program wrote it that knew migration 0001 of each store and no more. */
export async function makeOldStore(dataDir: string, nowMs: number): Promise<OldStore> {
  const traceId = await writeFacts(dataDir, nowMs);
  const state = await openState({ dataDir, log: SILENT_LOG, upToVersion: 1 });
  try {
    return { traceId, findingId: await writeFinding(state, nowMs), ...(await writeKey(state, nowMs)) };
  } finally {
    await state.close();
  }
}

const sql = (text: string) => ({ text, name: "old-store" });

async function writeFacts(dataDir: string, nowMs: number): Promise<string> {
  const facts = await openFacts({ dataDir, log: SILENT_LOG, upToVersion: 1 });
  try {
    const recent = Array.from({ length: OLD_SPANS.recent }, (_, i) => ({ startMs: nowMs - 600_000 + i * 1_000 }));
    for (const days of OLD_SPANS.days) {
      await facts.client.command(sql(receivedBefore(days)), { now_ms: nowMs, days, count: OLD_SPANS.aDay });
    }
    const trace = [
      { trace: "whole", span: "root", startMs: nowMs - 300_000, route: "/cases/:id", name: "GET /cases/:id" },
      { trace: "whole", span: "read", parent: "root", startMs: nowMs - 299_990, kind: 3, query: "SELECT 1", route: "" },
    ];
    await seedSpans(facts, [...recent, ...trace]);
    const event = { id: "deploy-1", kind: "deploy" as const, timeUnixMs: nowMs - 700_000, service: "api", env: "prod" };
    const from = { release: "v1", sha: "4f1c2d", actor: "rosa", owner: "", url: "", title: "Deploy v1" };
    await seedEvents(facts, [{ ...event, ...from }]);
    return traceIdOf("whole");
  } finally {
    await facts.close();
  }
}

/** Spans of an earlier day, received on that day: a backfill goes by it. */
function receivedBefore(days: number): string {
  return `INSERT INTO trace_spans (received_at, start_time, duration_ns, trace_id, span_id, kind, name, service, env, tenant,
      release, http_method, http_route, weight, weight_known)
    SELECT fromUnixTimestamp64Milli({now_ms:Int64}) - INTERVAL {days:UInt8} DAY AS received, received, 100000000,
      toFixedString(leftPad(concat('${days}-', toString(number)), 16, '0'), 16), toFixedString(leftPad(toString(number), 8, '0'), 8),
      2, 'GET /search', 'api', 'prod', 'acme', 'v0', 'GET', '/search', 1, 1
    FROM numbers({count:UInt32})`;
}

async function writeFinding(state: StateHandle, nowMs: number): Promise<string> {
  const verdict = {
    rule: "budget.p95",
    outcome: "breach",
    subject: { service: "api", env: "prod", journey: "search", step: "type" },
    summary: "search / type is too slow",
    observed: 800,
    limit: 600,
    unit: "ms",
    interval: { low: 750, high: 850 },
    confidence: 0.99,
    n: 1_000,
    minN: 300,
    windowFromMs: nowMs - 900_000,
    windowToMs: nowMs - 600_000,
    evidence: [],
    owner: { team: "search", contact: "#search", source: "journey" },
    sinceMs: nowMs - 900_000,
    suspects: [],
    rollback: null,
    remedy: "",
  };
  const [row] = await state.query<{ id: string }>(
    sql(`WITH finding AS (
      INSERT INTO findings (fingerprint, state, rule, verdict, opened_at, last_seen_at)
      VALUES ('old', 'acknowledged', 'budget.p95', $1, $2, $2) RETURNING id
    ), history AS (
      INSERT INTO finding_history (finding_id, time, event, actor, note)
      SELECT id, $2, event, actor, note FROM finding,
        (VALUES ('opened', 'governor', ''), ('acknowledged', 'key:rosa', 'Rolling back')) AS done (event, actor, note)
    ) SELECT id FROM finding`),
    [JSON.stringify(verdict), new Date(nowMs - 600_000)],
  );
  return row?.id ?? "";
}

async function writeKey(state: StateHandle, nowMs: number): Promise<{ keyId: string; secret: string }> {
  const secret = `gov_adm_${createHash("sha256").update(String(nowMs)).digest("base64url").slice(0, 32)}`;
  const [row] = await state.query<{ id: string }>(
    sql(`WITH made AS (
      INSERT INTO keys (name, role, secret_hash, prefix) VALUES ('boss', 'admin', $1, $2) RETURNING id
    ), audited AS (
      INSERT INTO audit_log (actor, action, subject, details)
      SELECT 'key:rosa', 'key.created', 'key:' || id, '{"name":"boss","role":"admin"}' FROM made
    ) SELECT id FROM made`),
    [createHash("sha256").update(secret).digest(), secret.slice(0, 12)],
  );
  return { keyId: row?.id ?? "", secret };
}
