import type { Address } from "./address.ts";

/** Settings of `governor up`, read and checked. Paths are absolute. */
export interface Config {
  /** Folder with everything that must survive a restart. */
  dataDir: string;
  http: Address;
  /** Second listener that takes telemetry with keys, and nothing else; null for none. */
  public: Address | null;
  /** ClickHouse by URL; null for the embedded engine. */
  factsUrl: string | null;
  /** PostgreSQL by URL; null for the embedded engine. */
  stateUrl: string | null;
  /** The catalog's file; null where there is none. */
  catalogPath: string | null;
  /** Host headers that are answered besides the machine's own, lower case. */
  hostNames: string[];
  judgeIntervalMs: number;
  /** Where alerts say that the board is; null for the address it listens on. */
  boardUrl: string | null;
  /** Mail server for alerts, with user and password; null for none. */
  smtpUrl: string | null;
  /** Sender of alerts by mail; null for one made of the server's. */
  smtpFrom: string | null;
  walSegmentBytes: number;
  walSegmentAgeMs: number;
  logLevel: LogLevel;
  /** Where the log goes; null for stderr. */
  logPath: string | null;
  /** The log's file is rotated at this size. */
  logFileBytes: number;
}

const LOG_LEVELS = ["info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One setting: the help, docs/configuration.md and the parser all read it from here. */
export interface Option {
  name: keyof Config;
  /** Without the dashes. */
  flag: string;
  env: string;
  /** What a value looks like: `host:port`. */
  valueHint: string;
  /** How values are written; for durations and sizes this includes the unit. */
  kind: "folder" | "file" | "address" | "url" | "email" | "names" | "duration" | "size" | "choice";
  /** Value in the written form; null where there is none, or where `defaultText` says how it is found. */
  default: string | null;
  defaultText?: string;
  description: string;
  /** Ends of the range, in the unit of the setting's name. */
  min?: number;
  max?: number;
  choices?: readonly string[];
  /** URL schemes that are understood. */
  schemes?: readonly string[];
}

export const OPTIONS: readonly Option[] = [
  {
    name: "dataDir",
    flag: "data",
    env: "GOVERNOR_DATA",
    valueHint: "folder",
    kind: "folder",
    default: null,
    defaultText: "$XDG_DATA_HOME/governor, else ~/.local/share/governor; as root /var/lib/governor",
    description: "Folder for everything that must survive a restart. One server per folder.",
  },
  {
    name: "http",
    flag: "http",
    env: "GOVERNOR_HTTP",
    valueHint: "host:port",
    kind: "address",
    default: "127.0.0.1:4318",
    description:
      "Where the board, the API and OTLP are served. Beyond this machine every request needs a key. Port 0 takes a free one.",
  },
  {
    name: "public",
    flag: "public",
    env: "GOVERNOR_PUBLIC",
    valueHint: "host:port",
    kind: "address",
    default: null,
    defaultText: "none",
    description: "A second listener that takes telemetry with a key, and serves nothing else.",
  },
  {
    name: "factsUrl",
    flag: "facts",
    env: "GOVERNOR_FACTS",
    valueHint: "url",
    kind: "url",
    schemes: ["http:", "https:"],
    default: null,
    defaultText: "the embedded engine, in the data folder",
    description:
      "A ClickHouse server, http(s)://user:password@host:8123. Put a password into the variable: flags can be seen by other users.",
  },
  {
    name: "stateUrl",
    flag: "state",
    env: "GOVERNOR_STATE",
    valueHint: "url",
    kind: "url",
    schemes: ["postgres:", "postgresql:"],
    default: null,
    defaultText: "the embedded engine, in the data folder",
    description:
      "A PostgreSQL server from version 15, postgres://user:password@host/database. Put a password into the variable.",
  },
  {
    name: "catalogPath",
    flag: "catalog",
    env: "GOVERNOR_CATALOG",
    valueHint: "file",
    kind: "file",
    default: null,
    defaultText: "./governor.yaml where it exists",
    description: "The catalog: teams, services, journeys and their budgets. Read again when it changes.",
  },
  {
    name: "hostNames",
    flag: "host-name",
    env: "GOVERNOR_HOST_NAME",
    valueHint: "name,…",
    kind: "names",
    default: null,
    defaultText: "none",
    description: "Names by which browsers reach the server, besides localhost and the address it listens on.",
  },
  {
    name: "judgeIntervalMs",
    flag: "judge-interval",
    env: "GOVERNOR_JUDGE_INTERVAL",
    valueHint: "duration",
    kind: "duration",
    default: "10s",
    min: 1_000,
    max: 3_600_000,
    description: "How often budgets are judged.",
  },
  {
    name: "boardUrl",
    flag: "board-url",
    env: "GOVERNOR_BOARD_URL",
    valueHint: "url",
    kind: "url",
    schemes: ["https:", "http:"],
    default: null,
    defaultText: "the address of --http",
    description: "Where people reach the board, for links in alerts: https://governor.example.com.",
  },
  {
    name: "smtpUrl",
    flag: "smtp-url",
    env: "GOVERNOR_SMTP_URL",
    valueHint: "url",
    kind: "url",
    schemes: ["smtps:", "smtp:"],
    default: null,
    defaultText: "none",
    description: "Mail server for alerts, smtps://user:password@host:465. Put a password into the variable.",
  },
  {
    name: "smtpFrom",
    flag: "smtp-from",
    env: "GOVERNOR_SMTP_FROM",
    valueHint: "address",
    kind: "email",
    default: null,
    defaultText: "the mail server's user where that is an address, else governor@ its host",
    description: "Sender of alerts by mail.",
  },
  {
    name: "walSegmentBytes",
    flag: "wal-segment-size",
    env: "GOVERNOR_WAL_SEGMENT_SIZE",
    valueHint: "size",
    kind: "size",
    default: "16MiB",
    min: 65_536,
    max: 268_435_456,
    description: "A segment of the write-ahead log is closed and stored at this size.",
  },
  {
    name: "walSegmentAgeMs",
    flag: "wal-segment-age",
    env: "GOVERNOR_WAL_SEGMENT_AGE",
    valueHint: "duration",
    kind: "duration",
    default: "500ms",
    min: 50,
    max: 60_000,
    description: "A segment is closed and stored at this age, however small: how fresh the board is.",
  },
  {
    name: "logLevel",
    flag: "log-level",
    env: "GOVERNOR_LOG_LEVEL",
    valueHint: "level",
    kind: "choice",
    choices: LOG_LEVELS,
    default: "info",
    description: "The least severe of what is logged, one JSON line each.",
  },
  {
    name: "logPath",
    flag: "log-file",
    env: "GOVERNOR_LOG_FILE",
    valueHint: "file",
    kind: "file",
    default: null,
    defaultText: "stderr",
    description: "Where the log goes. It is rotated by size, five former files are kept, and SIGHUP opens it anew.",
  },
  {
    name: "logFileBytes",
    flag: "log-file-size",
    env: "GOVERNOR_LOG_FILE_SIZE",
    valueHint: "size",
    kind: "size",
    default: "64MiB",
    min: 65_536,
    max: 1_099_511_627_776,
    description: "The log's file is rotated before it grows beyond this.",
  },
];
