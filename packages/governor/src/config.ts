import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { formatAddress, isHostName, parseAddress, type Address } from "./address.ts";
import { formatDurationMs, parseDurationMs } from "./duration.ts";
import { OPTIONS, type Config, type LogLevel, type Option } from "./config-options.ts";
import { GovernorError } from "./errors.ts";

export { formatAddress, isLoopback, type Address } from "./address.ts";
export type { Config } from "./config-options.ts";

/** Flags by their name without dashes; a flag given more than once is a list. */
export type Flags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What defaults depend on; injected in tests. */
export interface Machine {
  cwd: string;
  home: string;
  isRoot: boolean;
  exists: (path: string) => boolean;
}

/** Settings from flags, else the environment, else the defaults. Throws `config.invalid` with the setting, where it came from, and how to write it. */
export function readConfig(flags: Flags, env: Environment = process.env, machine: Machine = thisMachine()): Config {
  const read = (name: keyof Config) => readOption(optionNamed(name), flags, env, machine);
  const config: Config = {
    dataDir: (read("dataDir") as string | null) ?? defaultDataDir(env, machine),
    http: read("http") as Address,
    public: read("public") as Address | null,
    factsUrl: read("factsUrl") as string | null,
    stateUrl: read("stateUrl") as string | null,
    catalogPath: (read("catalogPath") as string | null) ?? defaultCatalogPath(machine),
    hostNames: (read("hostNames") as string[] | null) ?? [],
    judgeIntervalMs: read("judgeIntervalMs") as number,
    boardUrl: (read("boardUrl") as string | null)?.replace(/\/+$/, "") ?? null,
    smtpUrl: read("smtpUrl") as string | null,
    smtpFrom: read("smtpFrom") as string | null,
    walSegmentBytes: read("walSegmentBytes") as number,
    walSegmentAgeMs: read("walSegmentAgeMs") as number,
    logLevel: read("logLevel") as LogLevel,
    logPath: read("logPath") as string | null,
    logFileBytes: read("logFileBytes") as number,
  };
  refuseSharedPort(config);
  return config;
}

/** Where data lies when nobody says: the system's place as root, since the embedded PostgreSQL runs as another user there and cannot reach a home folder. */
export function defaultDataDir(env: Environment = process.env, machine: Machine = thisMachine()): string {
  if (machine.isRoot) return "/var/lib/governor";
  // The XDG base directory specification: a relative path is to be ignored.
  const base = env["XDG_DATA_HOME"]?.startsWith("/") ? env["XDG_DATA_HOME"] : join(machine.home, ".local", "share");
  return join(base, "governor");
}

/** A URL for a log or a screen: without its password, nor secrets in its query. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return url.replace(/\/\/.*@/s, "//***@");
  const parsed = new URL(url);
  if (parsed.password) parsed.password = "***";
  for (const key of parsed.searchParams.keys()) {
    if (/password|secret|token|key/i.test(key)) parsed.searchParams.set(key, "***");
  }
  return parsed.href;
}

/** The settings as they may be printed. */
export function describeConfig(config: Config): Record<string, string> {
  const texts = Object.entries(config).map(([name, value]: [string, Config[keyof Config]]) => {
    if (name.endsWith("Url") && typeof value === "string") return [name, redactUrl(value)];
    if (Array.isArray(value)) return [name, value.join(",")];
    return [name, value === null ? "" : typeof value === "object" ? formatAddress(value) : String(value)];
  });
  return Object.fromEntries(texts) as Record<string, string>;
}

function thisMachine(): Machine {
  return { cwd: process.cwd(), home: homedir(), isRoot: process.getuid?.() === 0, exists: existsSync };
}

function optionNamed(name: keyof Config): Option {
  const option = OPTIONS.find((candidate) => candidate.name === name);
  if (!option) throw new TypeError(`no option ${name}`);
  return option;
}

type Value = string | number | Address | string[];

function readOption(option: Option, flags: Flags, env: Environment, machine: Machine): Value | null {
  const flag = flags[option.flag];
  const fromFlag = flag !== undefined && flag !== null;
  const text = fromFlag ? (Array.isArray(flag) ? flag.join(",") : String(flag)) : env[option.env];
  // An empty variable is how shells and compose files leave one out; an empty flag is a mistake.
  if (!fromFlag && !text) return option.default === null ? null : parseOption(option, option.default, machine);
  try {
    if (!text || flag === true) throw new Error(`it has no value; write it as --${option.flag} <${option.valueHint}>`);
    if (Array.isArray(flag) && option.kind !== "names") throw new Error("it is given more than once");
    return parseOption(option, text.trim(), machine);
  } catch (error) {
    const setting = fromFlag ? `--${option.flag}` : `${option.env} (environment)`;
    const problem = error instanceof Error ? error.message : String(error);
    throw new GovernorError("config.invalid", { setting, problem }, { cause: error });
  }
}

function parseOption(option: Option, text: string, machine: Machine): Value {
  switch (option.kind) {
    case "folder":
    case "file":
      return resolve(machine.cwd, text.startsWith("~/") ? join(machine.home, text.slice(2)) : text);
    case "address":
      return parseAddress(text);
    case "url":
      return parseUrl(text, option);
    case "email":
      if (!/^[^\s@<>]{1,64}@[^\s@<>]+$/.test(text)) throw new Error(`"${text}" is not an e-mail address`);
      return text;
    case "names":
      return parseNames(text);
    case "duration":
      return parseDuration(text, option);
    case "size":
      return parseSize(text, option);
    case "choice":
      if (!option.choices?.includes(text)) throw new Error(`"${text}" is none of ${option.choices?.join(", ")}`);
      return text;
  }
}

function parseUrl(text: string, option: Option): string {
  const schemes = option.schemes ?? [];
  const example = `${schemes[0]}//host`;
  // Never the text itself: it may hold a password.
  if (!URL.canParse(text)) throw new Error(`it is not a URL; write it like ${example}`);
  const { protocol, hostname } = new URL(text);
  if (!schemes.includes(protocol)) throw new Error(`it begins with ${protocol}; write ${schemes.join(" or ")}`);
  if (!hostname) throw new Error(`it names no host; write it like ${example}`);
  return text;
}

function parseNames(text: string): string[] {
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  const bad = names.find((name) => !isHostName(name));
  if (bad !== undefined)
    throw new Error(`"${bad}" is not a host name; write names without scheme or port, such as governor.example.com`);
  return [...new Set(names)];
}

function parseDuration(text: string, option: Option): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === null) {
    throw new Error(`"${text}" is not a duration; write a number and its unit, such as ${option.default}`);
  }
  return withinRange(durationMs, text, option, formatDurationMs);
}

const SIZE_UNITS: Record<string, number> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

function parseSize(text: string, option: Option): number {
  const match = /^(\d+(?:\.\d+)?) ?([KMG]i?B|B)$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a size; write a number and its unit, such as ${option.default}`);
  const sizeBytes = Math.round(Number(match[1]) * (SIZE_UNITS[match[2] ?? ""] ?? 1));
  return withinRange(sizeBytes, text, option, formatSizeBytes);
}

/** Binary units, as the defaults and ranges of the options are written. */
export function formatSizeBytes(sizeBytes: number): string {
  if (sizeBytes % 1024 ** 3 === 0) return `${sizeBytes / 1024 ** 3}GiB`;
  if (sizeBytes % 1024 ** 2 === 0) return `${sizeBytes / 1024 ** 2}MiB`;
  return `${sizeBytes / 1024}KiB`;
}

function withinRange(value: number, text: string, option: Option, show: (value: number) => string): number {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = option;
  if (value >= min && value <= max) return value;
  throw new Error(`${text} is out of range; it takes ${show(min)} to ${show(max)}`);
}

function defaultCatalogPath(machine: Machine): string | null {
  const path = resolve(machine.cwd, "governor.yaml");
  return machine.exists(path) ? path : null;
}

function refuseSharedPort(config: Config): void {
  const { http, public: open } = config;
  if (!open || open.port === 0 || open.port !== http.port) return;
  const everywhere = new Set(["0.0.0.0", "::"]);
  if (open.host !== http.host && !everywhere.has(open.host) && !everywhere.has(http.host)) return;
  const problem = `${formatAddress(open)} is taken by --http ${formatAddress(http)}; give it another port`;
  throw new GovernorError("config.invalid", { setting: "--public", problem });
}
