import type { ErrorEntry } from "./entry.ts";

/** Requests and what they carry. */
export const REQUEST_ERRORS = {
  "request.invalid": {
    message: "The request is not valid: {problem}.",
    remedy: "Compare it with the API description at /openapi.json.",
    exit: 2,
    http: 400,
  },
  "request.not-found": {
    message: "There is no {what}.",
    remedy: "{hint}",
    exit: 2,
    http: 404,
  },
  "request.too-large": {
    message: "The body is larger than {limit_bytes} bytes.",
    remedy: "Send smaller batches.",
    exit: 2,
    http: 413,
  },
  "event.invalid": {
    message: "The change event is not valid: {problem}.",
    remedy: "{fix}",
    exit: 2,
    http: 400,
  },
  "intake.unavailable": {
    message: "Nothing can be written now: {problem}.",
    remedy: "Send it again in a few seconds; if it stays, look at free disk space and at /readyz.",
    exit: 5,
    http: 503,
  },
} as const satisfies Record<string, ErrorEntry>;
