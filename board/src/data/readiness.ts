import type { DrillsResponse, ReadinessResponse } from "@governor/contract";
import type { UseQueryResult } from "@tanstack/react-query";
import { useApi, type ApiError } from "./api.ts";

/** Judged from a day of telemetry and a month of releases: it does not change by the second. */
const LIST_MS = 60_000;

export function useReadiness(): UseQueryResult<ReadinessResponse, ApiError> {
  return useApi("/readiness", {}, LIST_MS);
}

export function useDrills(): UseQueryResult<DrillsResponse, ApiError> {
  return useApi("/drills", { limit: "50" }, LIST_MS);
}
