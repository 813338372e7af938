import type { Pool } from "pg";
import { sqlFile } from "../../database/sql.ts";

const ownersByIds = sqlFile(import.meta.url, "owners-by-ids.sql");
const workloadsByOwners = sqlFile(import.meta.url, "workloads-by-owners.sql");
const eventsByIds = sqlFile(import.meta.url, "events-by-ids.sql");
const ownerById = sqlFile(import.meta.url, "owner-by-id.sql");
const workloadByOwner = sqlFile(import.meta.url, "workload-by-owner.sql");
const eventById = sqlFile(import.meta.url, "event-by-id.sql");

/** `list`: a page of cases. `team`: a lead's overview, longer and with each owner's workload. */
export type View = "list" | "team";

/** A row of search.sql. */
export interface CaseRow {
  id: number;
  number: string;
  title: string;
  status: string;
  priority: number;
  ownerId: number;
  lastEventId: number | null;
  updatedAt: Date;
}

interface Owner {
  id: number;
  name: string;
  team: string;
  /** Only in the view `team`, as is `lastActivity`. */
  openCases?: number;
  lastActivity?: Date | null;
}

interface LastEvent {
  id: number;
  kind: string;
  note: string;
  occurredAt: Date;
}

export type DetailedCase = CaseRow & { owner: Owner | null; lastEvent: LastEvent | null };

/** Owner and last event of every case, in two statements however long the page is. */
export async function loadDetailsBatched(
  database: Pick<Pool, "query">,
  tenantId: number,
  cases: readonly CaseRow[],
  view: View,
): Promise<DetailedCase[]> {
  const ownerIds = [...new Set(cases.map((row) => row.ownerId))];
  const eventIds = cases.flatMap((row) => row.lastEventId ?? []);
  const owners = await database.query<Owner>(view === "team" ? workloadsByOwners : ownersByIds, [tenantId, ownerIds]);
  const events = await database.query<LastEvent>(eventsByIds, [tenantId, eventIds]);
  const ownerOf = new Map(owners.rows.map((owner) => [owner.id, owner]));
  const eventOf = new Map(events.rows.map((event) => [event.id, event]));
  return cases.map((row) => ({
    ...row,
    owner: ownerOf.get(row.ownerId) ?? null,
    lastEvent: eventOf.get(row.lastEventId ?? 0) ?? null,
  }));
}

/**
 * The fault `n-plus-one`: the same answer with two statements a case, as an ORM's lazy loading would get it. Ends
 * early when its caller has left, or the work nobody waits for would outlast the fault.
 */
export async function loadDetailsOneByOne(
  database: Pick<Pool, "query">,
  tenantId: number,
  cases: readonly CaseRow[],
  view: View,
  callerLeft: () => boolean = () => false,
): Promise<DetailedCase[]> {
  const readOwner = view === "team" ? workloadByOwner : ownerById;
  const detailed: DetailedCase[] = [];
  for (const row of cases) {
    if (callerLeft()) break;
    const owner = await database.query<Owner>(readOwner, [tenantId, row.ownerId]);
    const event = await database.query<LastEvent>(eventById, [tenantId, row.lastEventId]);
    detailed.push({ ...row, owner: owner.rows[0] ?? null, lastEvent: event.rows[0] ?? null });
  }
  return detailed;
}
