import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** What a person waits for on a slow line: script in gzip, for the shell, and for the shell with any one page and its charts. */
const SHELL_BYTES_MAX = 60_000;
const PAGE_BYTES_MAX = 120_000;

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
  isEntry?: boolean;
}

let folder: string;
let manifest: Record<string, Chunk>;
const sizes = new Map<string, number>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "governor-board-size-"));
  // What people get: in a test's environment the libraries keep their warnings.
  vi.stubEnv("NODE_ENV", "production");
  const root = fileURLToPath(new URL("../board", import.meta.url));
  await build({ root, logLevel: "error", build: { outDir: folder, emptyOutDir: true, manifest: true } });
  manifest = JSON.parse(await readFile(join(folder, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;
  for (const { file } of Object.values(manifest)) {
    if (file.endsWith(".js")) sizes.set(file, gzipSync(await readFile(join(folder, file)), { level: 9 }).length);
  }
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test("the shell is at most 60 KB of script", () => {
  expect(bytesOf(needed([entry()], false))).toBeLessThanOrEqual(SHELL_BYTES_MAX);
});

test("with any page and all that it fetches later it is at most 120 KB", () => {
  const shell = needed([entry()], false);
  const pages = (manifest[entry()]?.dynamicImports ?? []).filter((name) => name.startsWith("src/pages/"));
  expect(pages.length).toBeGreaterThan(3);
  const over = pages
    .map((page) => ({ page, bytes: bytesOf(new Set([...shell, ...needed([page], true)])) }))
    .filter(({ bytes }) => bytes > PAGE_BYTES_MAX);
  expect(over).toEqual([]);
});

function entry(): string {
  return Object.keys(manifest).find((name) => manifest[name]?.isEntry) ?? "";
}

/** Files that are fetched with these chunks, and, where asked, with what these fetch later. */
function needed(names: readonly string[], later: boolean): Set<string> {
  const files = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name];
    if (!chunk || files.has(chunk.file)) continue;
    files.add(chunk.file);
    waiting.push(...(chunk.imports ?? []), ...(later ? (chunk.dynamicImports ?? []) : []));
  }
  return files;
}

function bytesOf(files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
}
