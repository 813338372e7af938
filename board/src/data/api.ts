import type {
  EndpointOffendersResponse,
  ErrorBody,
  FindingResponse,
  FindingsResponse,
  JourneysResponse,
  SessionResponse,
  StatusResponse,
  TagValuesResponse,
  SpanResponse,
  SqlResponse,
  TraceOutlineResponse,
  TracesResponse,
} from "@governor/contract";
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { rangeOf } from "./range.ts";
import { filtersOf, type BoardSearch } from "./search.ts";

/** Why there is no answer. `status` 0: the server was not reached. */
export class ApiError extends Error {
  override name = "ApiError";
  status: number;
  code: string;
  remedy: string;
  constructor(status: number, code: string, message: string, remedy: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

/** Data that is on screen is asked for again this often while the period moves with the clock. */
const LIVE_MS = 5_000;
/** As many rows as can be narrowed by typing; the rest is behind the filters. */
const OFFENDER_ROWS = "300";
const REQUEST_TIMEOUT_MS = 20_000;

export type Params = Record<string, string | undefined>;

export function useStatus(everyMs: number = LIVE_MS): UseQueryResult<StatusResponse, ApiError> {
  return useApi<StatusResponse>("/status", {}, everyMs);
}

export function useJourneys(search: BoardSearch): UseQueryResult<JourneysResponse, ApiError> {
  return useApi<JourneysResponse>("/journeys", periodParams(search), liveMs(search));
}

export function useOffenders(search: BoardSearch): UseQueryResult<EndpointOffendersResponse, ApiError> {
  return useApi("/offenders/endpoints", offendersParams(search), liveMs(search));
}

export function offendersParams(search: BoardSearch): Params {
  return { ...periodParams(search), sort: search.sort ?? "share", limit: OFFENDER_ROWS };
}

export function useTraces(search: BoardSearch): UseQueryResult<TracesResponse, ApiError> {
  return useApi("/traces", tracesParams(search), liveMs(search));
}

/** Failed traces are the newest ones whose entry failed. */
export function tracesParams(search: BoardSearch): Params {
  const { endpoint, minDurationMs, sort } = search;
  const order = sort === "newest" || sort === "errors" ? "newest" : "slowest";
  return {
    ...periodParams(search),
    endpoint,
    minDurationMs,
    sort: order,
    errors: sort === "errors" ? "true" : undefined,
  };
}

/** A trace as its waterfall needs it; the details of one span are `useSpan`'s. */
export function useTrace(traceId: string): UseQueryResult<TraceOutlineResponse, ApiError> {
  return useApi(`/traces/${encodeURIComponent(traceId)}/outline`, {}, false);
}

export function useSpan(traceId: string, spanId: string | undefined): UseQueryResult<SpanResponse, ApiError> {
  const path = `/traces/${encodeURIComponent(traceId)}/spans/${encodeURIComponent(spanId ?? "")}`;
  return useApi(path, {}, false, spanId !== undefined);
}

export function useOpenFindings(): UseQueryResult<FindingsResponse, ApiError> {
  return useApi("/findings", { state: "active" }, 15_000);
}

export function useFinding(id: string | undefined): UseQueryResult<FindingResponse, ApiError> {
  return useApi(`/findings/${encodeURIComponent(id ?? "")}`, {}, LIVE_MS, id !== undefined);
}

export function useTagValues(tag: string, search: BoardSearch): UseQueryResult<TagValuesResponse, ApiError> {
  const { from, to } = rangeOf(search);
  return useApi("/values", { tag, from, to }, false);
}

/** What a read asks the facts store, as a script for `clickhouse-client`. */
export async function statementsOf(path: string): Promise<string> {
  const { statements } = await request<SqlResponse>("/sql", { of: path.replace("/api/v1", "") }, {});
  return statements.map(({ text }) => `${text}\n`).join("\n");
}

/** Period and filters of the URL as the API takes them. */
export function periodParams(search: BoardSearch, defaultFrom?: string): Params {
  const { from, to } = rangeOf(search, defaultFrom);
  return { from, to, ...filtersOf(search) };
}

/** Address of an API read, for copying beside the picture it made. */
export function apiPath(path: string, params: Params): string {
  const query = new URLSearchParams(Object.entries(params).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return `/api/v1${path}${query.size > 0 ? `?${query}` : ""}`;
}

/** Signs this browser in. The server keeps the key in a cookie that no script can read, this one included. */
export async function signIn(key: string): Promise<void> {
  await request<SessionResponse>("/session", {}, { method: "POST", body: JSON.stringify({ key: key.trim() }) });
}

/** One read of the API, asked for again while it is on screen. */
export function useApi<T>(
  path: string,
  params: Params,
  everyMs: number | false,
  enabled = true,
): UseQueryResult<T, ApiError> {
  return useQuery<T, ApiError>({
    queryKey: [path, params],
    queryFn: ({ signal }) => request<T>(path, params, { signal }),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
    retry: (failures, error) => failures < 2 && (error.status === 0 || error.status >= 500),
    retryDelay: 1_000,
    enabled,
  });
}

function liveMs(search: BoardSearch): number | false {
  return rangeOf(search).live ? LIVE_MS : false;
}

/** A change: what is sent is JSON, and so is the answer. */
export function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<T> {
  return request<T>(path, {}, body === undefined ? { method } : { method, body: JSON.stringify(body) });
}

async function request<T>(path: string, params: Params, init: RequestInit): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (init.body !== undefined) headers["content-type"] = "application/json";
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  let response: Response;
  try {
    response = await fetch(apiPath(path, params), { ...init, headers, signal });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(
      0,
      "unreachable",
      "The Governor server does not answer.",
      "Is `governor up` running? What is shown was true when it last answered.",
    );
  }
  if (!response.ok) throw await refusalOf(response);
  return (response.status === 204 ? null : await response.json()) as T;
}

async function refusalOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  const { code, message, remedy } = body?.error ?? {
    code: "",
    message: `The server answered ${response.status}.`,
    remedy: "",
  };
  return new ApiError(response.status, code, message, remedy);
}
