import type { CatalogPartResponse, CatalogPushed, CatalogResponse } from "@governor/contract";
import type { UseQueryResult } from "@tanstack/react-query";
import { send, useApi, type ApiError } from "./api.ts";

const LIST_MS = 15_000;

export function useCatalog(): UseQueryResult<CatalogResponse, ApiError> {
  return useApi("/catalog", {}, LIST_MS);
}

export function usePart(part: string, version: number | null): UseQueryResult<CatalogPartResponse, ApiError> {
  const params = { version: version === null ? undefined : String(version) };
  return useApi(`/catalog/parts/${encodeURIComponent(part)}`, params, false);
}

/** Brings a version's content back; a dry run says what that would change. */
export function rollBackTo(version: number, isDryRun: boolean): Promise<CatalogPushed> {
  return send("POST", `/catalog/rollback${isDryRun ? "?dryRun=true" : ""}`, { version });
}
