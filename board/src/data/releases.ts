import type { FindingsResponse, GateResponse, Release, ReleasesResponse } from "@governor/contract";
import type { UseQueryResult } from "@tanstack/react-query";
import { periodParams, useApi, type ApiError, type Params } from "./api.ts";
import type { BoardSearch } from "./search.ts";

const LIST_MS = 15_000;
const ROWS = "300";

export function releasesParams(search: BoardSearch, from: string): Params {
  return { ...periodParams(search, from), limit: ROWS };
}

export function useReleases(search: BoardSearch, from: string): UseQueryResult<ReleasesResponse, ApiError> {
  return useApi("/releases", releasesParams(search, from), LIST_MS);
}

/** Everything found in the period, to tell which release is blamed for what. */
export function useAllFindings(search: BoardSearch, from: string): UseQueryResult<FindingsResponse, ApiError> {
  const { release: _release, ...params } = periodParams(search, from);
  return useApi("/findings", { ...params, state: "all", limit: ROWS }, LIST_MS);
}

/** Judged when it is looked at: reading every budget of every release of a list would take the server's time for nothing. */
export function useGate({ service, env, release }: Release): UseQueryResult<GateResponse, ApiError> {
  return useApi("/gate", { service, env, release }, false);
}
