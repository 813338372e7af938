import type { Scope } from "../scope.ts";

/** The state store (PostgreSQL) as the program sees it, embedded or by URL. Values are bound as $1, $2 …; never pasted. */
export interface State extends StateQueries {
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (queries: StateQueries) => Promise<T>): Promise<T>;
  /** The store as a scope sees it; every read for a request goes through it. */
  scoped(scope: Scope): StateQueries;
  /** Options with which another client (the job queue) connects to the same database. */
  readonly connection:
    | { host: string; port: number; user: string; database: string; password?: string }
    | { connectionString: string };
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface StateQueries {
  query<Row>(sql: { readonly text: string; readonly name: string }, values?: readonly unknown[]): Promise<Row[]>;
}
