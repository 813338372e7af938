import type { ErrorEntry } from "./entry.ts";

/** Backup, restore and erasure. */
export const UPKEEP_ERRORS = {
  "backup.damaged": {
    message: "{path} is not a whole backup: {problem}.",
    remedy: "Nothing was restored. Take an earlier backup, or copy this one once more from where it was made.",
    exit: 5,
    http: 400,
  },
  "backup.format-newer": {
    message: "The backup {path} has format {found}; this program knows formats up to {known}.",
    remedy: "Restore it with the Governor that wrote it, or a newer one.",
    exit: 2,
    http: 400,
  },
  "backup.running": {
    message: "The store is being {work} already.",
    remedy: "Wait until that has ended: `governor store erasures` and the server's log say how far it is.",
    exit: 5,
    http: 409,
  },
  "backup.failed": {
    message: "The backup was not finished: {problem}.",
    remedy: "What was written of it has been removed. See the server's log, and try again.",
    exit: 5,
    http: 500,
  },
  "backup.target": {
    message: "{path} cannot be written: {problem}.",
    remedy: "Name a file that does not exist yet, or an empty folder, on a disk with room for it.",
    exit: 2,
    http: 400,
  },
  "restore.target": {
    message: "{folder} cannot be restored into: {problem}.",
    remedy: "Name a folder that is empty or does not exist yet: --data <new folder>. Nothing was changed.",
    exit: 2,
    http: 400,
  },
  "restore.incomplete": {
    message: "The restored {store} store has {found} rows in {table}; the backup has {expected}.",
    remedy: "The new folder was removed. Report it with both versions; the backup itself is intact.",
    exit: 5,
    http: 500,
  },
  "erasure.closed": {
    message: "This erasure is {state} already.",
    remedy: "Ask for a new one with `governor store erase --tenant <id> --reason <why>`.",
    exit: 2,
    http: 409,
  },
  "erasure.other-tenant": {
    message: "This is not the tenant that the erasure was proposed for.",
    remedy:
      "Write the tenant's id exactly as in the proposal: case counts. Only its hash is kept, so it cannot be shown.",
    exit: 2,
    http: 400,
  },
} as const satisfies Record<string, ErrorEntry>;
