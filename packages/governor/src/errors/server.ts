import type { ErrorEntry } from "./entry.ts";

/** The server as the command line meets it. */
export const SERVER_ERRORS = {
  "server.unreachable": {
    message: "No Governor server answers at {url} ({problem}).",
    remedy: "Start one with `governor up`, or say where it is with --url or GOVERNOR_URL.",
    exit: 5,
    http: 503,
  },
  "server.address-in-use": {
    message: "Another program already listens on {address}.",
    remedy: "Stop it, or choose another address with --http <host:port> (--public for the public listener).",
    exit: 2,
    http: 500,
  },
  "server.log-file-unusable": {
    message: "The log file {file} cannot be written: {problem}.",
    remedy:
      "Make its folder and let this user write there, or name another file with --log-file; without it the log goes to stderr.",
    exit: 2,
    http: 500,
  },
  "server.failed": {
    message: "The server failed: {problem}.",
    remedy: "Its log has the cause; `governor up` prints where it lies.",
    exit: 5,
    http: 500,
  },
} as const satisfies Record<string, ErrorEntry>;
