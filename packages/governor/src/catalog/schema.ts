import { RESPONSIBILITIES, TAG_KEYS } from "@governor/contract";
import { z } from "zod";
import { SPAN_KINDS } from "./catalog.ts";
import { DURATION_PATTERN } from "../duration.ts";
import { SHARE_PATTERN, SIZE_PATTERN } from "./amount.ts";
import { CATALOG_LIMITS } from "./limits.ts";

/** HTTP methods as OpenTelemetry records them; others arrive as `_OTHER` and have no budget of their own. */
export const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"] as const;

/**
 * Ids of our own nouns travel in URLs, baggage and command lines. Not digits alone: objects would list those first and
 * lose the order of the file. Service ids are what `service.name` says, so they are freer.
 */
export const ID_PATTERN: RegExp = /^(?=.*[a-z])[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
// oxlint-disable-next-line no-control-regex -- control characters are what it keeps out
const PLAIN_PATTERN = /^[^\u0000-\u001f\u007f]+$/;

const id = z.string().max(CATALOG_LIMITS.idLength).regex(ID_PATTERN);
const serviceId = z.string().max(CATALOG_LIMITS.textLength).regex(PLAIN_PATTERN);
const text = z.string().min(1).max(CATALOG_LIMITS.textLength);
const duration = z.string().regex(DURATION_PATTERN);
const teamId = z.string().min(1);

const team = z
  .strictObject({
    name: text.optional().meta({ description: "Name to show; the id when left out." }),
    contact: text
      .optional()
      .meta({ description: "How to reach the team: a channel, an address, a page. Quote it when it begins with #." }),
    members: z
      .array(text)
      .max(CATALOG_LIMITS.membersPerTeam)
      .optional()
      .meta({ description: "Who is in the team, by the names that your other tools use." }),
  })
  .meta({ description: "A team that answers for services, journeys or steps." });

const owners = z
  .strictObject(
    Object.fromEntries(RESPONSIBILITIES.map((one) => [one, teamId.optional()])) as Record<
      (typeof RESPONSIBILITIES)[number],
      z.ZodOptional<typeof teamId>
    >,
  )
  .meta({
    description: "Ids of the teams that answer for one thing each, where it is not the service's owner.",
    examples: [{ queries: "database-guild" }],
  });

const service = z
  .strictObject({
    owner: teamId.optional().meta({ description: "Id of the team that answers for the service." }),
    owners: owners.optional(),
    rollback: z
      .string()
      .min(1)
      .max(2_000)
      .optional()
      .meta({
        description:
          "Command that goes back to the release before, on one line. {service}, {env}, {release} and {previous} are filled in.",
        examples: ["kubectl rollout undo deployment/{service} --namespace {env}"],
      }),
    kind: text.optional().meta({ description: "What it is, in your words.", examples: ["api", "worker", "web"] }),
    repository: z
      .string()
      .regex(/^https?:\/\/\S+$/)
      .optional()
      .meta({ description: "Web address of the source." }),
  })
  .meta({ description: "A service, by the value of its service.name." });

const tags = z
  .strictObject(
    Object.fromEntries(
      TAG_KEYS.map((tag) => [
        tag,
        z
          .array(z.string().max(CATALOG_LIMITS.textLength).regex(PLAIN_PATTERN))
          .max(CATALOG_LIMITS.aliasesPerTag)
          .optional()
          .meta({ description: `Attribute or baggage keys from which "${tag}" is read too, after its own names.` }),
      ]),
    ) as Record<(typeof TAG_KEYS)[number], z.ZodOptional<z.ZodArray<z.ZodString>>>,
  )
  .meta({ description: "Other attribute keys for the tags, so that nobody has to instrument anew." });

const selector = z
  .strictObject({
    service: z.string().min(1).meta({ description: "Id of a service of this catalog." }),
    kind: z.enum(SPAN_KINDS).optional().meta({ description: "Span kind. A selector by route means server." }),
    method: z.enum(HTTP_METHODS).optional().meta({ description: "HTTP method; any when left out. Goes with route." }),
    route: text
      .optional()
      .meta({ description: "http.route as the framework reports it, a template.", examples: ["/api/cases/:id"] }),
    span: text.optional().meta({ description: "Name of the span, instead of a route." }),
    entry: z
      .boolean()
      .optional()
      .meta({ description: "Count only the first matching span of each trace.", default: false }),
  })
  .meta({
    description: "Which spans are the step: a service, and either a route or a span's name.",
    // Said again in references.ts with better words; here for editors.
    oneOf: [{ required: ["route"] }, { required: ["span"] }],
    dependencies: { method: ["route"] },
  });

/** What a browser measures of a page: Web Vitals that are times. CLS is none, so a duration cannot be its target. */
const VITALS = ["ttfb", "fcp", "lcp", "inp"] as const;

/** What the page itself marks: from an input to the first sign of it, and to the new content's paint. */
const BROWSER_MARKS = ["ui-acknowledgement", "visible-paint"] as const;

const measure = z
  .strictObject({
    vital: z
      .enum(VITALS)
      .optional()
      .meta({ description: "A Web Vital: time to first byte, first or largest contentful paint, interaction." }),
    browser: z.enum(BROWSER_MARKS).optional().meta({
      description: "A time that the page marks: until it acknowledges an input, until the result is painted.",
    }),
    page: text
      .optional()
      .meta({ description: "Only on this page, a template; any when left out.", examples: ["/cases", "/cases/:id"] }),
  })
  .meta({
    description: "What browsers measure, instead of a selector of spans.",
    oneOf: [{ required: ["vital"] }, { required: ["browser"] }],
  });

const target = z
  .strictObject({
    p95: duration.meta({
      description: "95 % of the step's spans, or of what browsers measured, take at most this long.",
      examples: ["600ms", "1.2s"],
    }),
    error_rate: z
      .string()
      .regex(SHARE_PATTERN)
      .optional()
      .meta({ description: "At most this share of the spans fails.", examples: ["1%"] }),
    payload: z
      .string()
      .regex(SIZE_PATTERN)
      .optional()
      .meta({ description: "Response bodies are at most this large on average.", examples: ["200KB"] }),
    cache_hit: z
      .string()
      .regex(SHARE_PATTERN)
      .optional()
      .meta({ description: "At least this share of the cache's look-ups hits.", examples: ["80%"] }),
    window: duration.default("5m").meta({ description: "Period over which p95 is taken." }),
    min_samples: z
      .int()
      .min(20)
      .max(10_000_000)
      .default(300)
      .meta({ description: "With fewer spans in the window the answer is: not enough data." }),
  })
  .meta({ description: "The step's budgets: its p95, and errors, sizes and cache hits where they matter." });

const step = z
  .strictObject({
    title: text.optional().meta({ description: "Title to show; the id when left out." }),
    owner: teamId.optional().meta({ description: "Id of the team, where it is not the journey's." }),
    // One of the two; references.ts says which is missing.
    selector: selector.optional(),
    measure: measure.optional(),
    target,
  })
  .meta({ oneOf: [{ required: ["selector"] }, { required: ["measure"] }] });

const journey = z
  .strictObject({
    title: text.optional().meta({ description: "Title to show; the id when left out." }),
    owner: teamId
      .optional()
      .meta({ description: "Id of the team that answers for the journey; else each step's service says." }),
    steps: z.record(id, step).meta({ description: "Steps in their order, by id.", minProperties: 1 }),
  })
  .meta({ description: "What a user does, in steps that each have a budget." });

/** `governor.yaml` as written by hand. Unknown keys fail. References between its parts are checked in references.ts. */
export const catalogSchema = z
  .strictObject({
    version: z.literal(1).meta({ description: "Version of this format." }),
    teams: z.record(id, team.nullable()).optional(),
    services: z.record(serviceId, service.nullable()).optional(),
    tags: tags.optional(),
    journeys: z.record(id, journey).optional(),
  })
  .meta({ title: "Governor catalog", description: "Teams, services, tags, and journeys with their latency budgets." });

export type CatalogSource = z.output<typeof catalogSchema>;
export type SelectorSource = z.output<typeof selector>;
export type MeasureSource = z.output<typeof measure>;
