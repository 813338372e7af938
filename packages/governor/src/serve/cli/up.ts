import type { StringArgDef } from "citty";
import { OPTIONS } from "../../config-options.ts";
import { readConfig, type Config } from "../../config.ts";
import { atLeast, jsonLog, type Log } from "../../log.ts";
import { openLogFile } from "../../log-file.ts";
import { command } from "./command.ts";
import { note, printLine } from "./output.ts";

export default command({
  name: "up",
  description: "Start the server: intake, engines, API and board",
  args: settingArgs(),
  async run(args) {
    const config = readConfig(args);
    // Loaded here, so that `--help` and every other command start without the server.
    const { startServer } = await import("../../main.ts");
    const stopped = signalled();
    const log = openLog(config);
    const server = await startServer(config, log);
    printLine(server.url);
    note(`Governor is at ${server.url} · data in ${config.dataDir} · Ctrl-C stops it`);
    if (config.logPath !== null) note(`Its log: ${config.logPath}`);
    if (server.publicUrl !== null) {
      note(
        `OTLP for other machines: ${server.publicUrl}, with a key from \`governor keys create --name <name> --role ingest\``,
      );
    }
    if (server.setupUrl !== null) {
      note(`Set it up, within an hour: ${server.setupUrl}`);
      note("  From another machine, put this server's name in the place of its address. The link works once.");
    }
    await stopped;
    note("Stopping …");
    const late = await server.stop();
    leaveSoon(log);
    if (late.length === 0) return 0;
    note(`Not ended in time: ${late.join(", ")}. Nothing that was acknowledged is lost; the next start brings it in.`);
    return 5;
  },
});

/** One flag per setting; values are read, and their errors worded, by `readConfig`. */
function settingArgs(): Record<string, StringArgDef> {
  return Object.fromEntries(
    OPTIONS.map((option): [string, StringArgDef] => {
      const fallback = option.default ?? option.defaultText ?? "none";
      const description = `${option.description} (${option.env}; default ${fallback})`;
      return [option.flag, { type: "string", valueHint: option.valueHint, description }];
    }),
  );
}

/** To stderr, or into a file that SIGHUP opens anew. */
function openLog({ logLevel, logPath: path, logFileBytes: sizeBytes }: Config): Log {
  if (path === null) return atLeast(logLevel, jsonLog());
  const file = openLogFile({ path, sizeBytes });
  const log = atLeast(logLevel, jsonLog(file.write));
  process.on("SIGHUP", () => file.reopen() && log.info("log.reopened", { path }));
  return log;
}

const LEAVES_AFTER_MS = 2_000;

/** What was left behind by a stop, such as a socket of a hung delivery, must not keep the process. */
function leaveSoon(log: Log): void {
  const leave = (): never => {
    log.warn("stop.held", { by: process.getActiveResourcesInfo() });
    process.exit();
  };
  setTimeout(leave, LEAVES_AFTER_MS).unref();
}

/** As a shell tells a death by signal: 128 and its number. */
const FORCED_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process as it stands, which loses nothing that was acknowledged. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(FORCED_EXIT[signal]);
        asked = true;
        resolve();
      });
    }
  });
}
