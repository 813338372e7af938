import { LIMITS, type AlertKind, type QuietHours } from "@governor/contract";
import type { Log } from "../../log.ts";
import type { SecretBox } from "../../store/secret-box.ts";
import type { State } from "../../store/state/state.ts";
import { sqlFile } from "../../store/sql.ts";
import type { FindingAlert } from "./event.ts";
import { contentOf } from "./message.ts";
import { quietUntilMs } from "./quiet.ts";
import { openRoute } from "./route.ts";
import type { Send, SendFailure } from "./send.ts";

const CLAIM = sqlFile(import.meta.url, "claim.sql");
const EVENTS = sqlFile(import.meta.url, "events.sql");
const SETTLE = sqlFile(import.meta.url, "settle.sql");
const POSTPONE = sqlFile(import.meta.url, "postpone.sql");

/** Messages sent at once, one a route: one that hangs until its timeout keeps nobody else waiting. */
const AT_ONCE = 8;
/** A claim counts for this long; longer than any sending takes, so that only who died has its messages sent again. */
export const LEASE_MS = 30_000;
const FIRST_RETRY_MS = 5_000;
const RETRY_FACTOR = 4;
const RETRY_MAX_MS = 3_600_000;

export interface Delivery {
  state: State;
  box: SecretBox;
  send: Send;
  boardUrl: () => string;
  log: Log;
  nowMs: () => number;
}

/**
 * Sends what is due, one round: at most AT_ONCE messages. Returns how many it claimed; 0 where nothing is due.
 *
 * At least once: a message is claimed and committed before it is sent, and settled after. A server that dies in between
 * leaves the claim to run out, and another sends it again with the same id. A claim is one row's update under a lock that
 * others skip, so two servers never hold the same one.
 */
export async function deliverDue(delivery: Delivery): Promise<number> {
  const { state, nowMs } = delivery;
  const now = new Date(nowMs());
  const claimed = await state.query<ClaimedRow>(CLAIM, [now, new Date(now.getTime() + LEASE_MS), AT_ONCE]);
  await Promise.all(claimed.map((row) => deliver(delivery, row)));
  return claimed.length;
}

/** When the next attempt is due after so many, in milliseconds from the last. */
export function retryAfterMs(attempts: number): number {
  return Math.min(RETRY_MAX_MS, FIRST_RETRY_MS * RETRY_FACTOR ** Math.max(0, attempts - 1));
}

async function deliver(delivery: Delivery, row: ClaimedRow): Promise<void> {
  const { state, box, send, boardUrl, nowMs } = delivery;
  const quietMs = quietUntilMs(row.quiet, nowMs());
  if (quietMs !== null) {
    await state.query(POSTPONE, [row.id, new Date(quietMs)]);
    return;
  }
  const secrets = openRoute(box, row.route_id, row.sealed);
  if (secrets === null) {
    const problem =
      "its address is sealed with the key of another data folder; add the route again, or copy secret.key";
    await settle(delivery, row, { problem, isFinal: false });
    return;
  }
  const events = await state.query<{ details: FindingAlert }>(EVENTS, [row.event_ids]);
  const about = { id: row.id, timeUnixMs: row.created_at.getTime(), isSummary: row.is_summary, boardUrl: boardUrl() };
  const alerts = events.map(({ details }) => details);
  await settle(delivery, row, await send(row.kind, secrets, contentOf(alerts, about)));
}

async function settle({ state, log, nowMs }: Delivery, row: ClaimedRow, failure: SendFailure | null): Promise<void> {
  const now = nowMs();
  const isOver = failure !== null && (failure.isFinal || row.attempts >= LIMITS.alertAttempts);
  const outcome = failure === null ? "sent" : isOver ? "failed" : "pending";
  const dueAt = new Date(outcome === "pending" ? now + retryAfterMs(row.attempts) : now);
  await state.query(SETTLE, [row.id, outcome, new Date(now), dueAt, failure?.problem ?? ""]);
  const fields = { route: row.name, message: row.id, attempts: row.attempts };
  if (failure === null) log.info("alert.sent", { ...fields, changes: row.event_ids.length });
  else log.warn(isOver ? "alert.given-up" : "alert.failed", { ...fields, problem: failure.problem });
}

interface ClaimedRow {
  id: string;
  route_id: string;
  name: string;
  kind: AlertKind;
  sealed: Buffer;
  quiet: QuietHours | null;
  event_ids: string[];
  is_summary: boolean;
  attempts: number;
  created_at: Date;
}
