import type { Finding, FindingResponse, FindingsResponse, JourneysResponse } from "@governor/contract";
import { useQueryClient, type QueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useRef, useState } from "preact/hooks";
import { periodParams, send, useApi, type ApiError, type Params } from "./api.ts";
import { afterChange, inverseOf, type FindingChange } from "./finding-change.ts";
import type { BoardSearch } from "./search.ts";
import { useSession } from "./session.ts";

const LIST_MS = 10_000;
/** As many as a person would ever walk through; the rest is behind the filters. */
const ROWS = "300";

export type FindingsView = "active" | "snoozed" | "fixed" | "all";

export function viewOf(search: BoardSearch): FindingsView {
  const { state } = search;
  return state === "snoozed" || state === "fixed" || state === "all" ? state : "active";
}

/** Findings as the address asks for them. What is fixed and what stayed so are one view, and two states of the API. */
export function useFindings(search: BoardSearch, from: string): UseQueryResult<FindingsResponse, ApiError> {
  return useApi("/findings", findingsParams(search, from), LIST_MS);
}

export function findingsParams(search: BoardSearch, from: string): Params {
  const view = viewOf(search);
  return { ...periodParams(search, from), state: view === "fixed" ? "all" : view, limit: ROWS };
}

interface Doing {
  /** What was done last, and how to take it back. */
  done: { text: string; undo: FindingChange | null } | null;
  problem: ApiError | null;
  change(finding: Finding, change: FindingChange): Promise<boolean>;
}

/** Changes of a finding that show at once; where the server refuses, what was before stands again, with the reason. */
export function useFindingChange(): Doing {
  const queries = useQueryClient();
  const name = useSession()?.principal.name ?? "you";
  const [done, setDone] = useState<Doing["done"]>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const running = useRef(0);
  const change = async (finding: Finding, wanted: FindingChange): Promise<boolean> => {
    setProblem(null);
    setDone(null);
    running.current += 1;
    await queries.cancelQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("/findings") });
    putFinding(queries, afterChange(finding, wanted, { name, nowMs: Date.now() }));
    try {
      const answer = await send<FindingResponse>("POST", pathOf(finding.id, wanted), bodyOf(wanted));
      putFinding(queries, answer.finding);
      setDone({ text: DONE[wanted.kind], undo: inverseOf(wanted) });
      return true;
    } catch (error) {
      putFinding(queries, finding);
      setProblem(error as ApiError);
      return false;
    } finally {
      running.current -= 1;
      if (running.current === 0) void queries.invalidateQueries();
    }
  };
  return { done, problem, change };
}

const DONE: Record<FindingChange["kind"], string> = {
  acknowledge: "Acknowledged.",
  comment: "Comment kept.",
  snooze: "Snoozed.",
  unsnooze: "Awake again.",
  reopen: "Open again.",
};

function pathOf(id: string, { kind }: FindingChange): string {
  return `/findings/${encodeURIComponent(id)}/${kind}`;
}

function bodyOf(change: FindingChange): object {
  const { kind: _kind, ...body } = change;
  return body;
}

/** Everywhere it is shown: by itself, in lists, beside the journeys. */
function putFinding(queries: QueryClient, finding: Finding): void {
  const replaced = (list: readonly Finding[]) => list.map((each) => (each.id === finding.id ? finding : each));
  queries.setQueryData<FindingResponse>([`/findings/${finding.id}`, {}], (now) => now && { ...now, finding });
  for (const path of ["/findings", "/journeys"]) {
    queries.setQueriesData<FindingsResponse | JourneysResponse>(
      { queryKey: [path] },
      (now) => now && { ...now, findings: replaced(now.findings) },
    );
  }
}
