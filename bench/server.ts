import { readFileSync } from "node:fs";
import { join } from "node:path";
import { childrenOf, startServer, temporaryFolder } from "../test/system/server.ts";

export { BIN } from "../test/system/server.ts";

export interface BenchServer {
  url: string;
  /** Memory of the server and of every process below it, bytes; pages they share count once. */
  memoryBytes(): number;
  stop(): Promise<void>;
}

/** A server of its own on a free port and a temporary folder. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = await temporaryFolder();
  const server = await startServer(join(folder.path, "data"), ["--log-level", "error"]);
  return {
    url: server.url,
    memoryBytes: () =>
      [server.pid, ...childrenOf(server.pid).map(({ pid }) => pid)].reduce((sum, pid) => sum + memoryBytesOf(pid), 0),
    async stop() {
      await server.end("SIGTERM");
      await folder.remove();
    },
  };
}

/** Proportional set size: what is shared is divided among those who share it. */
function memoryBytesOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
