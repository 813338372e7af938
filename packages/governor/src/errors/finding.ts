import type { ErrorEntry } from "./entry.ts";

/** Findings and what people do with them. */
export const FINDING_ERRORS = {
  "finding.closed": {
    message: "The finding {id} is {state}; only an open or acknowledged one can be snoozed.",
    remedy:
      "Leave it: it opens by itself when the limit is broken again. `governor findings show {id}` tells its history.",
    exit: 2,
    http: 409,
  },
  "finding.snooze-range": {
    message: "A snooze ends in the future, and within {days} days.",
    remedy:
      "Choose such an end; snooze it again then if it must be. With the command line: --for 3d, or --until 2026-12-24.",
    exit: 2,
    http: 400,
  },
} as const satisfies Record<string, ErrorEntry>;
