import { CHANGE_KINDS, type ChangeEvent, type ChangeKind } from "@governor/contract";

import { completeEvent, isObject, type EventFields } from "./complete.ts";
import type { Headers } from "./headers.ts";
import { invalid } from "./invalid.ts";

/** A CloudEvents 1.0 envelope, of either mode. */
export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  time: string;
  data: unknown;
  /** Attributes beyond those. */
  extras: number;
}

/** The body or headers as a CloudEvent; null when they are none. */
export function cloudEventOf(body: unknown, headers: Headers): CloudEvent | null {
  if (headerText(headers, "ce-specversion") !== "") return binary(body, headers);
  return isObject(body) && "specversion" in body ? structured(body) : null;
}

/** The change it tells of. What we do not keep of it is counted, not refused: the format is not ours. */
export function readCloudEvent(cloudEvent: CloudEvent, nowMs: number): { event: ChangeEvent; ignored: number } {
  const { id, source, type, time, data } = cloudEvent;
  if (id === "" || source === "" || type === "") {
    throw invalid("the CloudEvent lacks `id`, `source` or `type`", "Set all three; CloudEvents 1.0 demands them.");
  }
  const kind = kindOf(type, data);
  const { fields, ignored } = type.startsWith(CDEVENTS) ? cdevent(kind, data) : ownData(kind, data);
  const parsed = Date.parse(time);
  if (fields.timeUnixMs === undefined && !Number.isNaN(parsed)) fields.timeUnixMs = parsed;
  // An id is unique per source only (CloudEvents 1.0, "id").
  fields.id = `${source}#${id}`;
  return { event: completeEvent(fields, nowMs), ignored: ignored + cloudEvent.extras };
}

const ENVELOPE = new Set(["specversion", "id", "source", "type", "time", "data", "datacontenttype", "subject"]);

function structured(body: Record<string, unknown>): CloudEvent {
  const extras = Object.keys(body).filter((key) => !ENVELOPE.has(key)).length;
  return {
    id: textAt(body, "id"),
    source: textAt(body, "source"),
    type: textAt(body, "type"),
    time: textAt(body, "time"),
    data: body.data,
    extras,
  };
}

function binary(body: unknown, headers: Headers): CloudEvent {
  const extras = Object.keys(headers).filter((name) => name.startsWith("ce-") && !ENVELOPE.has(name.slice(3))).length;
  return {
    id: headerText(headers, "ce-id"),
    source: headerText(headers, "ce-source"),
    type: headerText(headers, "ce-type"),
    time: headerText(headers, "ce-time"),
    data: body,
    extras,
  };
}

const CDEVENTS = "dev.cdevents.";

/** `dev.cdevents.service.deployed.0.2.0`: the version behind the predicate may be any. */
const CDEVENT_KINDS: Readonly<Record<string, ChangeKind>> = {
  deployed: "deploy",
  upgraded: "deploy",
  rolledback: "rollback",
};

function kindOf(type: string, data: unknown): ChangeKind {
  const predicate = /^dev\.cdevents\.service\.([a-z]+)(?:\.|$)/.exec(type)?.[1] ?? "";
  const known = CDEVENT_KINDS[predicate] ?? CHANGE_KINDS.find((kind) => isObject(data) && kind === data.kind);
  if (known !== undefined) return known;
  throw invalid(
    `no change is told by CloudEvents of type ${type.slice(0, 100)}`,
    `Send dev.cdevents.service.deployed, .upgraded or .rolledback, or data with a \`kind\` of ${CHANGE_KINDS.join(", ")}.`,
  );
}

const DETAIL_KEYS = ["env", "release", "sha", "actor", "owner", "url", "title"] as const;

/** CDEvents 0.4: the service is the subject, its environment and artifact stand in the content; more may be custom data. */
function cdevent(kind: ChangeKind, data: unknown): { fields: EventFields; ignored: number } {
  const subject = objectAt(data, "subject");
  const content = objectAt(subject, "content");
  const environment = content.environment;
  const fields: EventFields = {
    kind,
    service: textAt(subject, "id"),
    env: isObject(environment) ? textAt(environment, "id") : textAt(content, "environment"),
    release: versionOf(textAt(content, "artifactId")),
  };
  const timestamp = Date.parse(textAt(objectAt(data, "context"), "timestamp"));
  if (!Number.isNaN(timestamp)) fields.timeUnixMs = timestamp;
  const custom = objectAt(data, "customData");
  for (const key of DETAIL_KEYS) if (textAt(custom, key) !== "") fields[key] = textAt(custom, key);
  const kept = new Set<string>(DETAIL_KEYS);
  const ignored =
    Object.keys(custom).filter((key) => !kept.has(key)).length +
    Object.keys(content).filter((key) => key !== "environment" && key !== "artifactId").length;
  return { fields, ignored };
}

/** Data in our own form inside a foreign envelope: what fits is taken. */
function ownData(kind: ChangeKind, data: unknown): { fields: EventFields; ignored: number } {
  const content = isObject(data) ? data : {};
  const fields: EventFields = { kind, service: textAt(content, "service") };
  for (const key of DETAIL_KEYS) fields[key] = textAt(content, key);
  const kept = new Set<string>(["kind", "service", ...DETAIL_KEYS]);
  return { fields, ignored: Object.keys(content).filter((key) => !kept.has(key)).length };
}

/** The version in a package URL (`pkg:oci/api@v2?tag=x` → `v2`); another kind of name is the release as it is. */
function versionOf(artifactId: string): string {
  if (!artifactId.startsWith("pkg:")) return artifactId;
  const version = /@([^?#]+)/.exec(artifactId)?.[1] ?? "";
  try {
    return decodeURIComponent(version);
  } catch {
    return version;
  }
}

function objectAt(value: unknown, key: string): Record<string, unknown> {
  const inner = isObject(value) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
}

function textAt(fields: Record<string, unknown>, key: string): string {
  const value = fields[key];
  return typeof value === "string" ? value : "";
}

/** Values of `ce-` headers are percent-encoded (CloudEvents HTTP binding, 3.1.3.2). */
function headerText(headers: Headers, name: string): string {
  const value = headers[name];
  const text = typeof value === "string" ? value : (value?.[0] ?? "");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
