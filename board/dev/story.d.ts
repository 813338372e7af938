import type { Owner } from "@governor/contract";
/** What the fixtures tell: v2 of cases-api went out 35 minutes ago with an N+1. */
export declare const DEPLOYED_AGO_MS: number;
export declare const N_PLUS_ONE_TRACE = "7c1f0a52b9d84e6fa3c2d1e45f60e09a";
export declare const HUGE_TRACE = "00000000000000000000000000010000";
export declare function ownerNamed(team: string): Owner;
