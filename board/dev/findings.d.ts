import type { Finding } from "@governor/contract";
/** The one finding of the imaginary server. */
export declare function findingsOf(nowMs: number): Finding[];
