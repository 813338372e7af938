import { CHANGE_KINDS, type ChangeEvent, type ChangeKind } from "@governor/contract";

import { invalid } from "./invalid.ts";
import { completeEvent, isObject, type EventFields } from "./complete.ts";

/**
 * Our own form: the fields of ChangeEvent, with `time` (RFC 3339) or `timeUnixMs`. `kind` is `deploy` where it is not
 * given. Keys we do not know fail, as a misspelt `release` would otherwise be a deploy of nothing.
 */
export function readPlain(body: unknown, nowMs: number): ChangeEvent {
  if (!isObject(body)) {
    throw invalid(
      "the body is not a JSON object",
      'Send one, e.g. {"kind":"deploy","service":"api","env":"production","release":"v2"}.',
    );
  }
  const unknown = Object.keys(body).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw unknownKey(unknown);
  const fields: EventFields = { kind: kindOf(body.kind) };
  for (const key of TEXT_KEYS) {
    const value = body[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== "string") throw invalid(`\`${key}\` is not a string`, `Write it in quotes: "${key}": "…".`);
    fields[key] = value;
  }
  const timeUnixMs = timeOf(body.time, body.timeUnixMs);
  if (timeUnixMs !== null) fields.timeUnixMs = timeUnixMs;
  return completeEvent(fields, nowMs);
}

const TEXT_KEYS = ["id", "service", "env", "release", "sha", "actor", "owner", "url", "title"] as const;
const KEYS: readonly string[] = [...TEXT_KEYS, "kind", "time", "timeUnixMs"];

/** What other systems call our keys. */
const KNOWN_AS: Readonly<Record<string, string>> = {
  application: "service",
  app: "service",
  author: "actor",
  commit: "sha",
  commitSha: "sha",
  description: "title",
  deployedAt: "time",
  environment: "env",
  link: "url",
  message: "title",
  name: "title",
  revision: "sha",
  stage: "env",
  tag: "release",
  team: "owner",
  timestamp: "time",
  type: "kind",
  user: "actor",
  version: "release",
};

function unknownKey(key: string): Error {
  const shown = key.slice(0, 60);
  const meant =
    KNOWN_AS[key] ?? KEYS.find((known) => known.toLowerCase() === key.toLowerCase().replaceAll(/[_-]/g, ""));
  const fix = meant === undefined ? `Remove it; the keys are ${KEYS.join(", ")}.` : `Call it \`${meant}\`.`;
  return invalid(`\`${shown}\` is not a key of a change event`, fix);
}

function kindOf(value: unknown): ChangeKind {
  if (value === undefined || value === null) return "deploy";
  const kind = CHANGE_KINDS.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw invalid("`kind` is not one we know", `Use one of ${CHANGE_KINDS.join(", ")}.`);
}

function timeOf(time: unknown, timeUnixMs: unknown): number | null {
  if (timeUnixMs !== undefined && timeUnixMs !== null) {
    if (typeof timeUnixMs === "number" && Number.isFinite(timeUnixMs)) return timeUnixMs;
    throw invalid("`timeUnixMs` is not a number", "Send milliseconds since 1970, or `time` in RFC 3339.");
  }
  if (time === undefined || time === null) return null;
  // Command lines hand epoch milliseconds on as text.
  const parsed = typeof time === "string" ? (/^\d+$/.test(time) ? Number(time) : Date.parse(time)) : Number.NaN;
  if (!Number.isNaN(parsed)) return parsed;
  throw invalid("`time` is not a time", "Send RFC 3339, e.g. 2026-01-31T12:00:00Z, or `timeUnixMs`.");
}
