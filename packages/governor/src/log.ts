/** What the server says about itself. `event` is a stable dotted name to search for; what varies goes into the fields. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

type Level = "info" | "warn" | "error";

/** One JSON object a line, to stderr where nothing else is said: stdout is for data. Errors are written as their name, code, message and stack. */
export function jsonLog(
  write: (line: string) => void = (line) => void process.stderr.write(line),
  nowMs: () => number = Date.now,
): Log {
  const at =
    (level: Level) =>
    (event: string, fields: LogFields = {}) =>
      write(`${lineOf(level, event, fields, nowMs())}\n`);
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

/** The same log without what is less severe than `level`. */
export function atLeast(level: Level, log: Log): Log {
  const from = LEVELS.indexOf(level);
  const kept = (wanted: Level): Log[Level] => (LEVELS.indexOf(wanted) >= from ? log[wanted] : SILENT_LOG[wanted]);
  return { info: kept("info"), warn: kept("warn"), error: kept("error") };
}

const LEVELS: readonly Level[] = ["info", "warn", "error"];

/** For tests and one-shot commands that report by other means. */
export const SILENT_LOG: Log = { info() {}, warn() {}, error() {} };

function lineOf(level: Level, event: string, fields: LogFields, nowMs: number): string {
  const line = { time: new Date(nowMs).toISOString(), level, event, ...fields };
  try {
    return JSON.stringify(line, plain);
  } catch (error) {
    // A log must never be what fails: a cyclic field costs its fields, not the line.
    return JSON.stringify({ time: line.time, level, event, unwritable: String(error) });
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack } = value;
  const code = "code" in value ? value.code : undefined;
  const cause = value.cause === undefined ? undefined : value.cause;
  return { name, code, message, cause, stack };
}
