import {
  SPAN_KIND,
  TAG_ATTRIBUTES,
  type Owner,
  type Responsibility,
  type Subject,
  type TagKey,
} from "@governor/contract";
import type { Policy } from "./policy.ts";

/**
 * Intent as the program sees it: durations in milliseconds, every reference resolved, every default filled.
 * Maps keep the order of the file, which is the order of display.
 */
export interface Catalog {
  /** Content hash: the same intent has the same version, whatever its comments and layout. */
  version: string;
  /** File it came from; null for the empty catalog. */
  path: string | null;
  teams: ReadonlyMap<string, Team>;
  services: ReadonlyMap<string, Service>;
  journeys: ReadonlyMap<string, Journey>;
  /** Attribute keys from which each tag is read: canonical names first, then the catalog's aliases. */
  tagAttributes: Record<TagKey, readonly string[]>;
}

export interface Team {
  id: string;
  name: string;
  /** How to reach them, in their own words; empty when not said. */
  contact: string;
  /** In the order of the file. */
  members: readonly string[];
}

export interface Service {
  /** The value of `service.name`. */
  id: string;
  /** Team id; null where the catalog names none. */
  owner: string | null;
  /** Team ids by what they answer for, where that is not the owner. */
  owners: Readonly<Partial<Record<Responsibility, string>>>;
  /** Command that goes back a release, with placeholders in braces; null when not said. Fill it with `rollbackCommand`. */
  rollbackTemplate: string | null;
  /** Empty when not said. */
  repositoryUrl: string;
  /** `api`, `worker`, …, in their own words; empty when not said. */
  kind: string;
}

export interface Journey {
  id: string;
  title: string;
  owner: string | null;
  steps: ReadonlyMap<string, Step>;
}

export interface Step {
  id: string;
  title: string;
  owner: string | null;
  selector: StepSelector;
  target: Target;
}

/** Which spans are the step. An empty text, and kind 0, match anything; exactly one of `route` and `span` is set. */
export interface StepSelector {
  service: string;
  /** OTLP span kind; a selector by route is of kind server unless it says otherwise. */
  kind: number;
  method: string;
  route: string;
  /** Name of the span. */
  span: string;
  /** Only the first matching span of a trace counts. */
  entry: boolean;
}

/** Limit of a step's p95 over a sliding window; under `minSamples` spans it is not judged. */
interface Target {
  p95Ms: number;
  windowMs: number;
  minSamples: number;
}

/** One step of one journey, flat: what a judge reads. */
export interface JudgedStep {
  journey: string;
  journeyTitle: string;
  step: string;
  title: string;
  service: string;
  /** Display text of the selector: `GET /api/cases/search`, or the span's name. */
  endpoint: string;
  selector: StepSelector;
  targetMs: number;
  windowMs: number;
  minSamples: number;
  owner: Owner | null;
}

/** Where nobody wrote a catalog: no intent, and telemetry is still shown. */
export function emptyCatalog(): Catalog {
  return {
    version: "empty",
    path: null,
    teams: new Map(),
    services: new Map(),
    journeys: new Map(),
    tagAttributes: TAG_ATTRIBUTES,
  };
}

/** Who answers for a subject: the step's owner, else its journey's, else its service's, else nobody. Never guessed. */
export function ownerOf(catalog: Catalog, subject: Subject): Owner | null {
  const journey = subject.journey ? catalog.journeys.get(subject.journey) : undefined;
  const step = subject.step ? journey?.steps.get(subject.step) : undefined;
  const service = catalog.services.get(subject.service || step?.selector.service || "");
  return (
    named(catalog, step?.owner, "step") ??
    named(catalog, journey?.owner, "journey") ??
    named(catalog, service?.owner, "service")
  );
}

/** Every step of every journey, in the order of the file. */
export function stepsOf(catalog: Catalog): JudgedStep[] {
  return [...catalog.journeys.values()].flatMap((journey) =>
    [...journey.steps.values()].map((step) => ({
      journey: journey.id,
      journeyTitle: journey.title,
      step: step.id,
      title: step.title,
      service: step.selector.service,
      endpoint: endpointOf(step.selector),
      selector: step.selector,
      targetMs: step.target.p95Ms,
      windowMs: step.target.windowMs,
      minSamples: step.target.minSamples,
      owner: ownerOf(catalog, { journey: journey.id, step: step.id, service: step.selector.service }),
    })),
  );
}

/** `GET /api/cases/search`, the route alone where any method counts, or the span's name; the form of the facts' `endpoint`. */
export function endpointOf(selector: StepSelector): string {
  if (selector.span) return selector.span;
  return selector.method ? `${selector.method} ${selector.route}` : selector.route;
}

/** What intake needs of the catalog. */
export function policyOf(catalog: Catalog): Policy {
  return { version: catalog.version, tagAttributes: catalog.tagAttributes };
}

/** Span kinds as a catalog writes them. */
export const SPAN_KINDS = ["server", "client", "internal", "producer", "consumer"] as const;
export type SpanKindName = (typeof SPAN_KINDS)[number];

/** The OTLP number of a kind's name. */
export function spanKindNumber(name: SpanKindName): number {
  return SPAN_KIND[name];
}

function named(catalog: Catalog, team: string | null | undefined, source: Owner["source"]): Owner | null {
  if (!team) return null;
  return { team, contact: catalog.teams.get(team)?.contact ?? "", source };
}
