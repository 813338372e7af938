import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { createZstdDecompress } from "node:zlib";

import { SCHEMA_VERSION } from "@governor/contract";

import { GovernorError } from "../../../errors.ts";
import type { BackupManifest } from "../../../store/archive/manifest.ts";
import { verifyBackup } from "../../../store/archive/read.ts";
import { tarEntries } from "../../../store/archive/tar.ts";
import { apiDownload, CONNECTION_ARGS } from "../client.ts";
import { command } from "../command.ts";
import { JSON_ARG, note, printJson, printLine } from "../output.ts";
import { formatBytes } from "./size.ts";

export default command({
  name: "store backup",
  description: "Back up both stores while the server runs: into an archive (.tar.zst) or a folder",
  args: {
    to: {
      type: "positional",
      required: true,
      valueHint: "file.tar.zst|folder",
      description: "Where it is written, on this machine",
    },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const path = resolve(args.to);
    await demandFree(path);
    const partial = `${path}.partial`;
    await rm(partial, { recursive: true, force: true });
    try {
      const bytes = counted(await apiDownload(args, "/api/v1/store/backup"));
      await (isArchive(path) ? writeArchive(bytes, partial) : unpack(bytes, partial)).catch(asFailure);
      note("Checking every byte of it …");
      const manifest = await verifyBackup(partial);
      // An empty folder of that name was allowed; its place is taken.
      if (!isArchive(path)) await rmdir(path).catch(() => {});
      await rename(partial, path);
      await syncDir(dirname(path));
      report(path, manifest, args.json === true);
      return 0;
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  },
});

function isArchive(path: string): boolean {
  return path.endsWith(".tar.zst");
}

async function demandFree(path: string): Promise<void> {
  const refuse = (problem: string) => new GovernorError("backup.target", { path, problem });
  const found = await stat(path).catch(() => null);
  if (found !== null && (isArchive(path) || !found.isDirectory())) throw refuse("it exists already");
  if (found !== null && (await readdir(path)).length > 0) throw refuse("the folder is not empty");
  const parent = await stat(dirname(path)).catch(() => null);
  if (parent === null || !parent.isDirectory()) throw refuse(`there is no folder ${dirname(path)}`);
}

const REPORT_EVERY_MS = 2_000;

/** The bytes as they come, with a line on stderr now and then. */
function counted(body: ReadableStream<Uint8Array>): Readable {
  let sizeBytes = 0;
  let saidMs = performance.now();
  const count = new Transform({
    transform(piece: Buffer, _encoding, done) {
      sizeBytes += piece.length;
      if (performance.now() - saidMs > REPORT_EVERY_MS) {
        saidMs = performance.now();
        note(`${formatBytes(sizeBytes)} …`);
      }
      done(null, piece);
    },
  });
  const source = Readable.fromWeb(body);
  source.on("error", (error) => count.destroy(error));
  return source.pipe(count);
}

async function writeArchive(bytes: Readable, path: string): Promise<void> {
  await pipeline(bytes, createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }));
}

async function unpack(bytes: Readable, folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  const inflated = createZstdDecompress();
  bytes.on("error", (error) => inflated.destroy(error));
  for await (const { name, content } of tarEntries(bytes.pipe(inflated))) {
    const path = join(folder, name);
    if (!path.startsWith(`${folder}/`)) throw new RangeError(`${name} leads out of the folder`);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await pipeline(Readable.from(content), createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }));
  }
}

/** The server broke off, or the disk took no more. */
function asFailure(error: unknown): never {
  if (error instanceof GovernorError) throw error;
  const problem = error instanceof Error ? error.message : String(error);
  throw new GovernorError("backup.failed", { problem }, { cause: error });
}

async function syncDir(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}

function report(path: string, manifest: BackupManifest, asJson: boolean): void {
  const { entries, facts, state, createdAt, governor, rowsNotIncluded } = manifest;
  const sizeBytes = Object.values(entries).reduce((sum, entry) => sum + entry.sizeBytes, 0);
  if (asJson) {
    printJson({ schemaVersion: SCHEMA_VERSION, path, createdAt, governor, sizeBytes, rowsNotIncluded, facts, state });
    return;
  }
  printLine(path);
  const rows = (tables: BackupManifest["state"]["tables"]): number =>
    Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const held = facts === null ? "no facts (they are on a ClickHouse server)" : `${rows(facts.tables)} rows of facts`;
  note(`${held}, ${rows(state.tables)} rows of state, ${formatBytes(sizeBytes)}; every byte was checked`);
  if (rowsNotIncluded > 0) note(`${rowsNotIncluded} rows still waited for the facts store and are not in it`);
  note(`Restore it with: governor store restore ${path} --data <new folder>`);
}
