/** Answers of an imaginary server, typed by the contract: for developing without one, and for the board's tests. */
import { type ChangeEvent, type EndpointOffendersResponse, type JourneysResponse, type Period, type ReleasesResponse, type SeriesPoint, type StatusResponse } from "@governor/contract";
export type Mode = "full" | "empty" | "no-catalog" | "quiet" | "sick";
export declare function periodOf(fromMs: number, toMs: number, nowMs: number): Period;
export declare function statusOf(mode: Mode, nowMs: number): StatusResponse;
export declare function markersOf(nowMs: number): ChangeEvent[];
export declare function journeysOf(period: Period, mode: Mode, nowMs: number): JourneysResponse;
export declare function offendersOf(period: Period, nowMs: number): EndpointOffendersResponse;
export declare function releasesOf(period: Period, nowMs: number): ReleasesResponse;
/** What the filters offer. */
export declare const VALUES: Record<string, [string, number][]>;
export declare function seriesOf(period: Period, p95Ms: number | null, change: number | null, n: number, nowMs: number): SeriesPoint[];
