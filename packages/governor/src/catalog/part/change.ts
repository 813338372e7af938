import { createHash } from "node:crypto";
import type { CatalogDifference } from "@governor/contract";
import { GovernorError } from "../../errors.ts";
import { sqlFile } from "../../store/sql.ts";
import type { State, StateQueries } from "../../store/state/state.ts";
import { differencesOf } from "../difference.ts";
import { CATALOG_LIMITS } from "../limits.ts";
import { summaryOf } from "../load.ts";
import { mergeCatalog, type MergedCatalog, type PartText } from "../merge.ts";
import type { Problem } from "../problem.ts";
import { readParts, readPartVersion, type PresentPart } from "./read.ts";

const LOCK = sqlFile(import.meta.url, "lock.sql");
const STORE = sqlFile(import.meta.url, "store.sql");
const REMOVE = sqlFile(import.meta.url, "remove.sql");

/** Who changes the catalog, and what it is merged with besides the parts in the store. */
export interface Change {
  actor: string;
  nowMs: number;
  /** Says what would change, and stores nothing. */
  dryRun: boolean;
  /** The server's own file, a part like any other. */
  filePart: PartText | null;
}

export interface Changed {
  outcome: "stored" | "unchanged" | "checked";
  /** The part's version in force; null where there is none. */
  version: number | null;
  differences: CatalogDifference[];
}

export interface Pushed {
  part: string;
  text: string;
  file: string;
  revision: string;
}

/**
 * Puts a part in force, if the catalog that results is sound. Writers wait for each other: of two pushes at once each
 * is merged with the other. Throws `catalog.part-invalid`, `catalog.conflict` or `catalog.breaks-others`, whose
 * `details` are the problems.
 */
export async function pushPart(state: State, pushed: Pushed, change: Change): Promise<Changed> {
  return state.transaction((queries) => put(queries, pushed, change, null));
}

/** Takes a part out. Throws `catalog.breaks-others` where something refers to what it defines. */
export async function removePart(state: State, part: string, change: Change): Promise<Changed> {
  return state.transaction((queries) => takeOut(queries, part, change));
}

/** Brings a version's content back as a new version of its part; the other parts stay as they are. */
export async function rollBack(state: State, version: number, change: Change): Promise<Changed & { part: string }> {
  return state.transaction(async (queries) => {
    const wanted = await readPartVersion(queries, version);
    if (wanted === null) {
      const hint = "`governor catalog versions` lists them.";
      throw new GovernorError("request.not-found", { what: `catalog version ${version}`, hint });
    }
    const { name: part, text, file, revision } = wanted;
    const changed =
      text === null
        ? await takeOut(queries, part, change)
        : await put(queries, { part, text, file, revision }, change, version);
    return { part, ...changed };
  });
}

async function put(queries: StateQueries, pushed: Pushed, change: Change, restores: number | null): Promise<Changed> {
  await queries.query(LOCK);
  const parts = await readParts(queries);
  const known = parts.find(({ name }) => name === pushed.part);
  if (known === undefined && parts.length >= CATALOG_LIMITS.parts) {
    const first = `there are ${parts.length} parts, the limit is ${CATALOG_LIMITS.parts}`;
    throw new GovernorError("catalog.part-invalid", { part: pushed.part, count: "no room", first });
  }
  const contentHash = createHash("sha256").update(pushed.text).digest("hex");
  const { before, after } = mergedWith(parts, pushed.part, change.filePart, {
    name: pushed.part,
    file: pushed.file,
    text: pushed.text,
  });
  demandSound(pushed.part, before, after);
  const differences = differencesOf(before.catalog, after.catalog);
  if (change.dryRun) return { outcome: "checked", version: known?.version ?? null, differences };
  if (known?.contentHash === contentHash) return { outcome: "unchanged", version: known.version, differences: [] };
  const [row] = await queries.query<{ version: string }>(STORE, [
    pushed.part,
    restores === null ? "pushed" : "rolled-back",
    pushed.text,
    contentHash,
    pushed.file,
    pushed.revision,
    change.actor,
    new Date(change.nowMs),
    restores,
  ]);
  return { outcome: "stored", version: Number(row?.version), differences };
}

async function takeOut(queries: StateQueries, part: string, change: Change): Promise<Changed> {
  await queries.query(LOCK);
  const parts = await readParts(queries);
  const known = parts.find(({ name }) => name === part);
  if (known === undefined) {
    const hint = "`governor catalog show` lists the parts.";
    throw new GovernorError("request.not-found", { what: `part "${part}" in the catalog`, hint });
  }
  const { before, after } = mergedWith(parts, part, change.filePart, null);
  demandSound(part, before, after);
  const differences = differencesOf(before.catalog, after.catalog);
  if (change.dryRun) return { outcome: "checked", version: known.version, differences };
  await queries.query(REMOVE, [part, known.file, change.actor, new Date(change.nowMs)]);
  return { outcome: "stored", version: null, differences };
}

/** The changed part comes last: whatever it contradicts was there before it. */
function mergedWith(
  parts: readonly PresentPart[],
  part: string,
  filePart: PartText | null,
  next: PartText | null,
): { before: MergedCatalog; after: MergedCatalog } {
  const own = filePart === null ? [] : [filePart];
  const others = parts.filter(({ name }) => name !== part);
  return {
    before: mergeCatalog([...parts, ...own]),
    after: mergeCatalog([...others, ...own, ...(next === null ? [] : [next])]),
  };
}

/** Nothing is stored that is wrong itself, or that breaks what was right before. What was broken already is not its fault. */
function demandSound(part: string, before: MergedCatalog, after: MergedCatalog): void {
  const own = after.problems.get(part) ?? [];
  if (own.length > 0) {
    const conflicts = own.every(({ rule }) => rule === "conflict");
    throw conflicts
      ? new GovernorError("catalog.conflict", { part, first: summaryOf(own).first }, detailsOf(own))
      : new GovernorError("catalog.part-invalid", { part, ...summaryOf(own) }, detailsOf(own));
  }
  const broken = [...after.problems].flatMap(([other, problems]) => {
    const known = new Set((before.problems.get(other) ?? []).map(identity));
    const news = problems.filter((problem) => !known.has(identity(problem)));
    return news.map((problem) => ({ ...problem, file: `${other}:${problem.file}` }));
  });
  if (broken.length > 0) throw new GovernorError("catalog.breaks-others", summaryOf(broken), detailsOf(broken));
}

function identity({ rule, at, message }: Problem): string {
  return JSON.stringify([rule, at, message]);
}

function detailsOf(problems: readonly Problem[]): { details: readonly Problem[] } {
  return { details: problems.slice(0, CATALOG_LIMITS.problems) };
}
