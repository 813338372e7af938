import { type Period, type TraceResponse, type TracesResponse } from "@governor/contract";
/** A trace by id: the N+1 of the finding, or one of 12,000 spans. */
export declare function traceOf(traceId: string, nowMs: number): TraceResponse | null;
export declare function tracesOf(period: Period, service: string, endpoint: string): TracesResponse;
