import type { ErrorEntry } from "./entry.ts";

/** `governor.yaml` and its parts. */
export const CATALOG_ERRORS = {
  "catalog.unreadable": {
    message: "The catalog {file} cannot be read: {problem}.",
    remedy: "Name a file of UTF-8 text that this user may read; `governor up` starts without --catalog too.",
    exit: 2,
    http: 500,
  },
  "catalog.invalid": {
    message: "The catalog {file} has {count}: {first}",
    remedy: "Correct the file; docs/catalog.md explains every rule.",
    exit: 2,
    http: 500,
  },
  "catalog.part-invalid": {
    message: "The part {part} has {count}: {first}",
    remedy: "Correct the file and push again; docs/catalog.md explains every rule. Nothing was stored.",
    exit: 2,
    http: 422,
  },
  "catalog.conflict": {
    message: "The part {part} defines what another part defines differently: {first}",
    remedy: "Keep the definition in one repository, or make both the same. Nothing was stored.",
    exit: 2,
    http: 409,
  },
  "catalog.breaks-others": {
    message: "Without that, {count} in other parts: {first}",
    remedy: "Push the other parts first, so that nothing refers to what goes. Nothing was stored.",
    exit: 2,
    http: 409,
  },
} as const satisfies Record<string, ErrorEntry>;
