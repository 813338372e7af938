import { createHash } from "node:crypto";

import type { Erasure, ErasureReport } from "@governor/contract";

import { GovernorError } from "../../errors.ts";
import { sqlFile } from "../../store/sql.ts";
import type { State, StateQueries } from "../../store/state/state.ts";
import { jsonParameter } from "../../store/state/text.ts";

interface ErasureRow {
  id: string;
  tenant_hash: Buffer;
  salt: Buffer;
  reason: string;
  state: Erasure["state"];
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  finished_at: Date | null;
  report: Partial<ErasureReport> | null;
}

/** The hash under which a tenant is remembered; salt and tenant as text. */
export function hashTenant(salt: string, tenant: string): string {
  return createHash("sha256").update(salt).update(tenant).digest("hex");
}

/** Asks for an erasure. `salt` is random text; the tenant is not kept. */
export async function proposeErasure(
  queries: StateQueries,
  wanted: { tenant: string; reason: string; salt: string; actor: string; nowMs: number },
): Promise<Erasure> {
  const { tenant, reason, salt, actor, nowMs } = wanted;
  const values = [hashTenant(salt, tenant), Buffer.from(salt), reason, actor, new Date(nowMs)];
  const [row] = await queries.query<ErasureRow>(sqlFile(import.meta.url, "propose.sql"), values);
  if (row === undefined) throw new Error("nothing was inserted");
  return erasureOf(row);
}

/** Newest first. */
export async function listErasures(queries: StateQueries, limit: number): Promise<Erasure[]> {
  const rows = await queries.query<ErasureRow>(sqlFile(import.meta.url, "list.sql"), [limit]);
  return rows.map(erasureOf);
}

/**
 * Decides on an erasure that is still open. `check` sees who proposed it, within the transaction.
 *
 * @throws GovernorError `request.not-found`, `erasure.closed`, `erasure.other-tenant` where the tenant is not the one proposed
 */
export async function decideErasure(
  state: State,
  id: string,
  by: {
    outcome: "running" | "refused";
    /** Named again by who approves, since nothing else still knows it; null to refuse. */
    tenant: string | null;
    actor: string;
    nowMs: number;
    check: (queries: StateQueries, proposedBy: string) => Promise<void>;
  },
): Promise<{ erasure: Erasure; salt: string }> {
  return state.transaction(async (queries) => {
    const [row] = await queries.query<ErasureRow>(sqlFile(import.meta.url, "one.sql"), [id]);
    if (row === undefined) {
      const hint = "`governor store erasures` shows them.";
      throw new GovernorError("request.not-found", { what: `erasure ${id}`, hint });
    }
    if (row.state !== "proposed") throw new GovernorError("erasure.closed", { state: row.state });
    const salt = row.salt.toString();
    if (by.tenant !== null && hashTenant(salt, by.tenant) !== row.tenant_hash.toString("hex")) {
      throw new GovernorError("erasure.other-tenant");
    }
    await by.check(queries, row.proposed_by);
    const values = [id, by.outcome, by.actor, new Date(by.nowMs)];
    const [decided] = await queries.query<ErasureRow>(sqlFile(import.meta.url, "decide.sql"), values);
    return { erasure: erasureOf(decided ?? row), salt };
  });
}

export async function finishErasure(
  queries: StateQueries,
  id: string,
  report: ErasureReport,
  nowMs: number,
): Promise<void> {
  const outcome = report.problem === null ? "done" : "failed";
  const values = [id, outcome, jsonParameter(report), new Date(nowMs)];
  await queries.query(sqlFile(import.meta.url, "finish.sql"), values);
}

/** Those that a server was at when it ended: what it had not reached is as it was. */
export async function failInterrupted(queries: StateQueries, nowMs: number): Promise<void> {
  await queries.query(sqlFile(import.meta.url, "interrupted.sql"), [new Date(nowMs)]);
}

function erasureOf(row: ErasureRow): Erasure {
  return {
    id: row.id,
    tenantHash: row.tenant_hash.toString("hex").slice(0, 8),
    reason: row.reason,
    state: row.state,
    proposedBy: row.proposed_by,
    proposedMs: row.proposed_at.getTime(),
    decidedBy: row.decided_by,
    decidedMs: row.decided_at?.getTime() ?? null,
    finishedMs: row.finished_at?.getTime() ?? null,
    report: row.report === null ? null : { ...EMPTY_REPORT, ...row.report },
  };
}

export const EMPTY_REPORT: ErasureReport = {
  tables: [],
  quarantineRemoved: 0,
  searched: { files: 0, bytes: 0 },
  remains: [],
  notSearched: [],
  arrivedLater: 0,
  problem: null,
};
