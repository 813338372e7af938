import type {
  AlertMessagesResponse,
  AlertRoutesResponse,
  AuditResponse,
  DecisionsResponse,
  KeysResponse,
  StoreResponse,
} from "@governor/contract";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useApi, type ApiError, type Params } from "./api.ts";
import type { BoardSearch } from "./search.ts";

const LIST_MS = 15_000;
const MESSAGES = "20";

export function useKeysList(): UseQueryResult<KeysResponse, ApiError> {
  return useApi("/keys", {}, LIST_MS);
}

export function auditParams({ actor, action, before }: BoardSearch): Params {
  return { actor, action, before };
}

export function useAudit(search: BoardSearch): UseQueryResult<AuditResponse, ApiError> {
  return useApi("/audit", auditParams(search), search.before === undefined ? LIST_MS : false);
}

export function useDecisions(): UseQueryResult<DecisionsResponse, ApiError> {
  return useApi("/decisions", { state: "all" }, LIST_MS);
}

export function useAlertRoutes(): UseQueryResult<AlertRoutesResponse, ApiError> {
  return useApi("/alerts/routes", {}, LIST_MS);
}

export function useAlertMessages(): UseQueryResult<AlertMessagesResponse, ApiError> {
  return useApi("/alerts/messages", { limit: MESSAGES }, LIST_MS);
}

export function useStore(): UseQueryResult<StoreResponse, ApiError> {
  return useApi("/store", {}, 60_000);
}

interface Act {
  busy: boolean;
  problem: ApiError | null;
  /** Runs a change; what it answered, or null where it was refused and `problem` says why. */
  act<T>(change: () => Promise<T>): Promise<T | null>;
}

/** One change at a time, after which everything on screen is read again. */
export function useAct(): Act {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  return {
    busy,
    problem,
    async act(change) {
      setBusy(true);
      setProblem(null);
      try {
        const answer = await change();
        await queries.invalidateQueries();
        return answer;
      } catch (error) {
        setProblem(error as ApiError);
        return null;
      } finally {
        setBusy(false);
      }
    },
  };
}
