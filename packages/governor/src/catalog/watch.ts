import { statSync, watch, type FSWatcher } from "node:fs";
import { dirname } from "node:path";
import { GovernorError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Catalog } from "./catalog.ts";
import { parseCatalog, readCatalogText } from "./load.ts";
import type { Problem } from "./problem.ts";
import type { Names } from "./references.ts";

/** The catalog in force, and what is wrong with a newer one that was not taken. */
export interface WatchedCatalog {
  readonly catalog: Catalog;
  /** The text of the catalog in force. */
  readonly text: string;
  /** In words; null when the file on disk is the catalog in force. */
  readonly problem: string | null;
  readonly problems: readonly Problem[];
  /** Reads the file again; for when the names that others define have changed. */
  recheck(): void;
  close(): void;
}

export interface WatchOptions {
  /** Names that other parts of the catalog define, which this file may refer to. */
  elsewhere?: () => Names;
  /** Called with each new catalog, not with the first, and not when only comments or layout changed. */
  onChange?: (catalog: Catalog) => void;
  /** Editors write in several steps; a change is read when it has been quiet for this long. */
  settleMs?: number;
  /** Some file systems send no events (network mounts, some containers): the file is looked at this often as well. */
  pollMs?: number;
}

/**
 * The catalog of a file, read again when the file changes. A file that is broken, or gone, leaves the last good
 * catalog in force and is reported; only at the first read does it throw, as `loadCatalog` does.
 */
export function watchCatalog(path: string, log: Log, options: WatchOptions = {}): WatchedCatalog {
  const { settleMs = 100, pollMs = 2_000 } = options;
  let signature = signatureOf(path);
  const read = (): { text: string; catalog: Catalog } => {
    const text = readCatalogText(path);
    return { text, catalog: parseCatalog(text, path, options.elsewhere?.()) };
  };
  let { text, catalog } = read();
  let problem: string | null = null;
  let problems: readonly Problem[] = [];
  let settling: NodeJS.Timeout | undefined;
  let unread = signature;

  const reload = (): void => {
    signature = unread = signatureOf(path);
    try {
      const { text: newText, catalog: next } = read();
      const recovered = problem !== null;
      problem = null;
      problems = [];
      text = newText;
      if (next.version === catalog.version) {
        if (recovered) log.info("catalog.corrected", { path, version: next.version });
        return;
      }
      log.info("catalog.changed", { path, version: next.version, before: catalog.version });
      catalog = next;
      options.onChange?.(next);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      problems = error instanceof GovernorError && Array.isArray(error.details) ? (error.details as Problem[]) : [];
      log.warn("catalog.refused", { path, problem, inForce: catalog.version });
    }
  };
  const look = (): void => {
    const current = signatureOf(path);
    // Other files of the folder make events too, and must not put off the reading of this one.
    if (current === signature || current === unread) return;
    unread = current;
    clearTimeout(settling);
    settling = setTimeout(reload, settleMs).unref();
  };

  const watcher = watchFolder(dirname(path), look, log);
  const poll = setInterval(look, pollMs).unref();
  return {
    get catalog() {
      return catalog;
    },
    get text() {
      return text;
    },
    get problem() {
      return problem;
    },
    get problems() {
      return problems;
    },
    recheck: reload,
    close() {
      clearTimeout(settling);
      clearInterval(poll);
      watcher?.close();
    },
  };
}

/** What changes with the file's content. Links are followed: a mounted ConfigMap is changed by swapping a folder's link. */
function signatureOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}` : "gone";
}

/** The folder and not the file, because most editors replace the file, and a watch would stay with the old one. */
function watchFolder(folder: string, look: () => void, log: Log): FSWatcher | null {
  const unavailable = (error: unknown): void => log.warn("catalog.watch-unavailable", { folder, error });
  try {
    const watcher = watch(folder, { persistent: false }, look);
    return watcher.on("error", (error) => {
      unavailable(error);
      watcher.close();
    });
  } catch (error) {
    // No watch left in the system (ENOSPC): polling goes on.
    unavailable(error);
    return null;
  }
}
