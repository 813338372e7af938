import type { ErrorEntry } from "./entry.ts";

/** `governor.yaml` and its parts. */
export const CATALOG_ERRORS = {
  "catalog.unreadable": {
    message: "The catalog {file} cannot be read: {problem}.",
    remedy: "Give another file with --catalog, or start without one.",
    exit: 2,
    http: 500,
  },
  "catalog.invalid": {
    message: "The catalog {file} has {count}: {first}",
    remedy: "Correct the file; docs/catalog.md explains every rule.",
    exit: 2,
    http: 500,
  },
} as const satisfies Record<string, ErrorEntry>;
