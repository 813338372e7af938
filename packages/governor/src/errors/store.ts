import type { ErrorEntry } from "./entry.ts";

/** The two stores and their engines. */
export const STORE_ERRORS = {
  "store.locked": {
    message: "The data folder {folder} is in use by another server (process {pid}).",
    remedy: "Stop that server first, or start this one with another folder: --data <folder>.",
    exit: 5,
    http: 503,
  },
  "store.folder-unusable": {
    message: "The data folder {folder} cannot be used: {problem}.",
    remedy: "{hint}",
    exit: 5,
    http: 503,
  },
  "store.schema-newer": {
    message: "The {store} store has schema version {found}; this program knows versions up to {known}.",
    remedy: "Start the newer Governor that wrote it, or restore the backup from before that upgrade.",
    exit: 5,
    http: 503,
  },
  "store.migration-failed": {
    message: "Migration {name} of the {store} store failed: {problem}.",
    remedy: "Nothing after it was applied. Repair the cause and start again; applying it twice is safe.",
    exit: 5,
    http: 503,
  },
  "store.engine-missing": {
    message: "There is no {engine} for {platform} in this installation.",
    remedy:
      "Install with optional dependencies (npm install --include=optional), or give a server's address: {option}.",
    exit: 5,
    http: 503,
  },
  "store.engine-failed": {
    message: "The {engine} engine did not start: {problem}.",
    remedy: "See the log lines before this one; check that the disk has space and that the data folder is writable.",
    exit: 5,
    http: 503,
  },
  "facts.unavailable": {
    message: "The facts store does not answer ({problem}).",
    remedy: "An embedded engine is restarted by itself within seconds; for one by URL, check its address and network.",
    exit: 5,
    http: 503,
  },
  "facts.timeout": {
    message: "Reading {name} took longer than {timeout_ms} ms and was given up.",
    remedy: "Ask for a shorter period or fewer tags.",
    exit: 5,
    http: 504,
  },
  "facts.failed": {
    message: "The facts store refused {name}: {problem}.",
    remedy: "Report it with the server's log; the engine's code is {engine_code}.",
    exit: 5,
    http: 500,
  },
  "state.unavailable": {
    message: "The state store does not answer ({problem}).",
    remedy: "An embedded engine is restarted by itself within seconds; for one by URL, check its address and network.",
    exit: 5,
    http: 503,
  },
  "state.failed": {
    message: "The state store refused {name}: {problem}.",
    remedy: "Report it with the server's log; the SQLSTATE is {engine_code}.",
    exit: 5,
    http: 500,
  },
} as const satisfies Record<string, ErrorEntry>;
