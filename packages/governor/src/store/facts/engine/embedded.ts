import { Session } from "chdb";

import type { Execute } from "./front.ts";

export interface Embedded {
  execute: Execute;
  /** No statement may be running. */
  close(): void;
}

/** Half of the machine is for the other engine, the server and whatever else runs there; the caches' own caps are for servers. */
const ENGINE_SETTINGS = [
  "--max_server_memory_usage_to_ram_ratio=0.5",
  "--mark_cache_size=268435456",
  "--primary_index_cache_size=268435456",
];

/** Loads the engine over a folder of its own. One a process: that is the engine's rule. */
export function openEmbedded(dataDir: string): Embedded {
  // The engine lives as long as one connection does; this one is never used.
  const anchor = new Session(dataDir, { connectionArgs: ENGINE_SETTINGS });
  return { execute: executeOn(dataDir), close: () => anchor.close() };
}

/**
 * A connection of its own for every request: settings, parameters and the current database end with it, so
 * no request can see or change what another one set. It costs 0.1 ms. Parameters are set as `param_<name>` on
 * the connection and not with the binding's own call, whose parameters are process-wide: two such queries at
 * once get each other's values unless they are run one by one.
 */
function executeOn(dataDir: string): Execute {
  return async (statements, format) => {
    const connection = new Session(dataDir);
    try {
      let result;
      for (const statement of statements) result = await connection.queryAsync(statement, { format });
      if (result === undefined) throw new RangeError("the query is empty");
      return {
        bytes: result.bytes(),
        readRows: result.rowsRead,
        readBytes: result.bytesRead,
        elapsedSeconds: result.elapsed,
      };
    } finally {
      connection.close();
    }
  };
}
