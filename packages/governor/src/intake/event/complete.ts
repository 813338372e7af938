import { createHash } from "node:crypto";

import { LIMITS, type ChangeEvent, type ChangeKind } from "@governor/contract";

import { invalid } from "./invalid.ts";

/** What a sender said, of whatever form. */
export type EventFields = Partial<ChangeEvent> & { kind: ChangeKind };

/** The event, checked, with its id and time. @throws GovernorError event.invalid */
export function completeEvent(fields: EventFields, nowMs: number): ChangeEvent {
  const text = (key: "service" | "env" | "release" | "sha" | "actor" | "owner" | "url" | "title" | "id"): string =>
    checkedLength(key, (fields[key] ?? "").trim());
  const named = {
    kind: fields.kind,
    service: text("service"),
    env: text("env"),
    release: text("release"),
    sha: text("sha"),
    actor: text("actor"),
    owner: text("owner"),
    url: checkedUrl(text("url")),
    title: text("title"),
  };
  if (fields.kind === "deploy" || fields.kind === "rollback") {
    if (named.service === "") throw invalid("`service` is missing", "Name it as its spans do (`service.name`).");
    if (named.release === "") throw invalid("`release` is missing", "Name it as its spans do (`service.version`).");
  }
  const timeUnixMs = checkedTime(fields.timeUnixMs ?? nowMs, nowMs);
  // Without a time of the sender's the id holds the minute of receipt, so that sending again after a lost answer is the
  // same event and the same release deployed again tomorrow is not.
  const hashedTime = fields.timeUnixMs === undefined ? Math.floor(nowMs / 60_000) : timeUnixMs;
  const id = text("id") || contentId([hashedTime, ...Object.values(named)]);
  return { id, timeUnixMs, ...named };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const TEXT_BYTES: Readonly<Record<string, number>> = { url: 2_048, title: 1_024 };

function checkedLength(key: string, value: string): string {
  const bytesMax = TEXT_BYTES[key] ?? LIMITS.tagBytes;
  if (Buffer.byteLength(value) <= bytesMax) return value;
  throw invalid(`\`${key}\` is longer than ${bytesMax} bytes`, "Shorten it.");
}

/** The board makes a link of it, so it must not be able to carry a script. */
function checkedUrl(url: string): string {
  if (url === "") return url;
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol === "https:" || protocol === "http:") return url;
  throw invalid("`url` is not an http or https address", "Send a whole address, or leave it out.");
}

const EARLIEST_MS = Date.UTC(2000, 0);
const DAY_MS = 86_400_000;

function checkedTime(timeUnixMs: number, nowMs: number): number {
  if (timeUnixMs >= EARLIEST_MS && timeUnixMs <= nowMs + DAY_MS) return Math.floor(timeUnixMs);
  throw invalid(
    "its time lies before 2000 or more than a day in the future",
    "Send milliseconds since 1970, not seconds.",
  );
}

function contentId(content: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);
}
