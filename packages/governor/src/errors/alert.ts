import type { ErrorEntry } from "./entry.ts";

/** Where alerts go, and how. */
export const ALERT_ERRORS = {
  "alert.invalid": {
    message: "The alert route is not valid: {problem}.",
    remedy: "docs/alerts.md shows how each kind is written; `governor alerts add --help` has examples.",
    exit: 2,
    http: 400,
  },
  "alert.name-taken": {
    message: 'There is an alert route named "{name}" already.',
    remedy: "Choose another name with --name, or remove that route first: `governor alerts list` shows its id.",
    exit: 2,
    http: 409,
  },
  "alert.too-many": {
    message: "There are {limit} alert routes, and no more can be added.",
    remedy: "Remove one that is not needed: `governor alerts list`, then `governor alerts remove <id>`.",
    exit: 2,
    http: 409,
  },
  "alert.mail-unset": {
    message: "This server knows no mail server.",
    remedy:
      "Start it with GOVERNOR_SMTP_URL=smtps://user:password@host:465 and --smtp-from <address>; see docs/alerts.md.",
    exit: 2,
    http: 409,
  },
} as const satisfies Record<string, ErrorEntry>;
