import { writeSync } from "node:fs";
import { join } from "node:path";

import { SILENT_LOG } from "../../log.ts";
import { openLog } from "../log/log.ts";
import { diskStore } from "./disk-store.ts";
import { numbers, TEST_SETTINGS, TEST_TABLES } from "./log-entries.ts";

/**
 * Appends numbers from `first` on until it is killed, ten at a time, and says which were acknowledged, a line each.
 * Arguments: folder, first number.
 */
const [dir = "", first = "0"] = process.argv.slice(2);
const store = await diskStore(join(dir, "store"));
const log = await openLog({
  dir: join(dir, "wal"),
  tables: TEST_TABLES,
  settings: { ...TEST_SETTINGS, segmentBytes: 4_096, segmentAgeMs: 3 },
  insert: (batch) => store.insert(batch),
  log: SILENT_LOG,
  nowMs: Date.now,
});
let next = Number(first);
const append = async (): Promise<void> => {
  for (;;) {
    const id = next++;
    await log.append([numbers(id)]);
    writeSync(1, `${id}\n`);
  }
};
await Promise.all(Array.from({ length: 10 }, append));
