import { isLimited, type Scope } from "../scope.ts";
import { sqlFile } from "../sql.ts";
import type { State, StateQueries } from "./state.ts";

const ENTER = sqlFile(import.meta.url, "enter-scope.sql");

/**
 * The state store as a scope sees it: row security holds each statement, in a transaction of its own, to the rows of
 * the scope's tenants, services and teams. A limited reader reads tables under row security and no others.
 *
 * @param bypasses whether row security does not hold for who is connected, so that another role must read
 */
export function scopedQueries(
  state: Pick<State, "query" | "transaction">,
  scope: Scope,
  bypasses: boolean,
): StateQueries {
  if (!isLimited(scope)) return { query: (sql, values) => state.query(sql, values) };
  const { tenants, services, teams } = scope;
  const limits = [JSON.stringify(tenants), JSON.stringify(services), JSON.stringify(teams), bypasses];
  return {
    query: <Row>(sql: Parameters<State["query"]>[0], values?: readonly unknown[]) =>
      state.transaction(async (queries) => {
        await queries.query(ENTER, limits);
        return queries.query<Row>(sql, values);
      }),
  };
}
