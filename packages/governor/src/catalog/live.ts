import { createHash } from "node:crypto";
import { FILE_PART } from "@governor/contract";
import type { Log } from "../log.ts";
import type { State } from "../store/state/state.ts";
import { emptyCatalog, type Catalog } from "./catalog.ts";
import { mergeCatalog, type MergedCatalog, type PartText } from "./merge.ts";
import { readNewestVersion, readParts, type PresentPart } from "./part/read.ts";
import { watchCatalog, type WatchedCatalog } from "./watch.ts";

/** The catalog in force on this node: what repositories pushed, and the server's own file as one part more. */
export interface LiveCatalog {
  readonly catalog: Catalog;
  readonly merged: MergedCatalog;
  /** The pushed parts, in the order in which they first came. */
  readonly parts: readonly PresentPart[];
  /** The server's own file as it is in force; null without one. */
  readonly filePart: (PartText & { contentHash: string }) | null;
  /** What is wrong, in words: a newer file that was not taken, or parts that contradict each other. */
  readonly problem: string | null;
  /** Takes what other nodes, or a push just now, have changed. */
  refresh(): Promise<void>;
  close(): void;
}

export interface LiveOptions {
  state: State;
  /** The server's own file; null without one. */
  path: string | null;
  log: Log;
  /** How often a node looks for pushes that others took: how old a node's catalog may be. */
  pollMs?: number;
}

/** Throws `catalog.invalid` or `catalog.unreadable` where the server's own file is broken. */
export async function openLiveCatalog({ state, path, log, pollMs = 2_000 }: LiveOptions): Promise<LiveCatalog> {
  let version = await readNewestVersion(state);
  let parts = await readParts(state);
  let pushed = mergeCatalog(parts);
  const watched = path === null ? null : watchCatalog(path, log, { elsewhere: () => namesOf(pushed), onChange: merge });
  let filePart: LiveCatalog["filePart"] = null;
  let merged: MergedCatalog;
  merge();

  function merge(): void {
    filePart = path === null || watched === null ? null : filePartOf(path, watched);
    const all = mergeCatalog([...parts, ...(filePart === null ? [] : [filePart])], path);
    // Where nobody wrote anything the catalog is the empty one, by that name.
    merged = parts.length === 0 && filePart === null ? { ...all, catalog: emptyCatalog() } : all;
  }

  async function refresh(): Promise<void> {
    const newest = await readNewestVersion(state);
    if (newest === version) return;
    parts = await readParts(state);
    pushed = mergeCatalog(parts);
    version = newest;
    // A name that another part defines by now may be what the file was refused for.
    if (watched?.problem) watched.recheck();
    merge();
    log.info("catalog.changed", { version: merged.catalog.version, pushed: version });
  }

  let failing = false;
  const poll = setInterval(() => {
    refresh().then(
      () => (failing = false),
      (error: unknown) => {
        // What is in force stays in force; the store's own checks report that it is down.
        if (!failing) log.warn("catalog.refresh-failed", { error });
        failing = true;
      },
    );
  }, pollMs).unref();

  return {
    get catalog() {
      return merged.catalog;
    },
    get merged() {
      return merged;
    },
    get parts() {
      return parts;
    },
    get filePart() {
      return filePart;
    },
    get problem() {
      return watched?.problem ?? firstProblem(merged);
    },
    refresh,
    close() {
      clearInterval(poll);
      watched?.close();
    },
  };
}

function namesOf({ catalog }: MergedCatalog): { teams: Iterable<string>; services: Iterable<string> } {
  return { teams: catalog.teams.keys(), services: catalog.services.keys() };
}

function filePartOf(path: string, { text }: WatchedCatalog): PartText & { contentHash: string } {
  return { name: FILE_PART, file: path, text, contentHash: createHash("sha256").update(text).digest("hex") };
}

function firstProblem({ problems }: MergedCatalog): string | null {
  const all = [...problems].flatMap(([part, own]) => own.map((problem) => ({ part, ...problem })));
  const [first] = all;
  if (first === undefined) return null;
  const more = all.length === 1 ? "" : ` (and ${all.length - 1} more)`;
  return `part ${first.part}, ${first.file}:${first.line}:${first.column} ${first.message}${more}`;
}
