import {
  CHANGE_KINDS,
  FINDING_EVENTS,
  FINDING_STATES,
  OUTCOMES,
  type ChangeEvent,
  type Finding,
  type Owner,
  type Verdict,
} from "@governor/contract";
import { z } from "zod";

const text = z.string();
const count = z.number();
const epochMs = z.number().describe("Milliseconds since 1970-01-01T00:00:00Z");
const tag = z.string().exactOptional();

export const owner = z
  .object({ team: text, contact: text, source: z.enum(["step", "journey", "service"]) })
  .meta({ id: "Owner", description: "Who answers, as the catalog says; never guessed." }) satisfies z.ZodType<Owner>;

export const changeEvent = z
  .object({
    id: text,
    kind: z.enum(CHANGE_KINDS),
    timeUnixMs: epochMs,
    service: text,
    env: text,
    release: text,
    sha: text,
    actor: text,
    owner: text,
    url: text,
    title: text,
  })
  .meta({ id: "ChangeEvent", description: "Something that was changed on purpose." }) satisfies z.ZodType<ChangeEvent>;

const subject = z.object({
  service: tag,
  env: tag,
  tenant: tag,
  feature: tag,
  domain: tag,
  journey: tag,
  step: tag,
  release: tag,
  endpoint: tag,
});

const evidence = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("trace"), traceId: text, note: text }),
  z.object({ kind: z.literal("repeated-query"), traceId: text, query: text, count, totalMs: z.number() }),
  z.object({ kind: z.literal("note"), note: text }),
]);

const suspect = z.object({
  kind: z.enum(["deploy", "no-deploy"]),
  service: text,
  release: text,
  sha: text,
  actor: text,
  owner: text,
  url: text,
  timeUnixMs: epochMs.nullable(),
  probability: z.number().describe("0 to 1; the suspects of one verdict sum to 1"),
  reasons: z.array(text),
});

const rollback = z.object({
  service: text,
  fromRelease: text,
  toRelease: text,
  command: text.nullable(),
  note: text,
});

export const verdict = z
  .object({
    rule: text,
    outcome: z.enum(OUTCOMES),
    subject,
    summary: text,
    observed: z.number().nullable(),
    limit: z.number(),
    unit: z.enum(["ms", "ratio", "count", "bytes"]),
    interval: z.object({ low: z.number(), high: z.number() }).nullable().describe("95 % interval of `observed`"),
    confidence: z.number(),
    n: count,
    minN: count,
    windowFromMs: epochMs,
    windowToMs: epochMs,
    evidence: z.array(evidence),
    owner: owner.nullable(),
    sinceMs: epochMs.nullable(),
    suspects: z.array(suspect),
    rollback: rollback.nullable(),
    remedy: text,
  })
  .meta({
    id: "Verdict",
    description: "What a judge concluded, with owner, evidence, suspects and the way back.",
  }) satisfies z.ZodType<Verdict>;

export const finding = z
  .object({
    id: text,
    fingerprint: text,
    state: z.enum(FINDING_STATES),
    verdict,
    openedMs: epochMs,
    lastSeenMs: epochMs,
    closedMs: epochMs.nullable(),
    occurrences: count,
    snooze: z
      .object({ sinceMs: epochMs, untilMs: epochMs, reason: text, by: text, byName: text })
      .nullable()
      .describe("Runs now: it alerts nobody and does not count as open"),
    triagedMs: epochMs.nullable().describe("When a person first looked into it since it last opened"),
    history: z.array(
      z.object({
        timeUnixMs: epochMs,
        event: z.enum(FINDING_EVENTS),
        actor: text,
        actorName: text,
        note: text,
        observed: z.number().nullable(),
      }),
    ),
  })
  .meta({
    id: "Finding",
    description: "A verdict kept and followed until its limit holds again.",
  }) satisfies z.ZodType<Finding>;
