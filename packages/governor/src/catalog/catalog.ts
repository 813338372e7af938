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
  /** Which spans are the step; null where browsers measure it. */
  selector: StepSelector | null;
  /** What browsers measure; null where spans are the step. */
  measure: BrowserMeasure | null;
  target: Target;
}

/** Exactly one of `vital` and `mark` is set. */
interface BrowserMeasure {
  /** A Web Vital: ttfb, fcp, lcp, inp. */
  vital: string;
  /** A time that the page marks: ui-acknowledgement, visible-paint. */
  mark: string;
  /** Template of the page; empty for any. */
  page: string;
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

/** Limits of a step over a sliding window; under `minSamples` items they are not judged. Null where none is set. */
interface Target {
  p95Ms: number;
  /** Largest share of spans that fail, 0..1. */
  errorRate: number | null;
  /** Largest mean of response bodies. */
  payloadBytes: number | null;
  /** Smallest share of look-ups that hit, 0..1. */
  cacheHitRate: number | null;
  windowMs: number;
  minSamples: number;
}

/** One step of one journey that is measured on spans, flat: what a judge reads. */
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
  /** Largest share of spans that fail, 0..1; null where none is set, as for the two below. */
  errorRateMax: number | null;
  /** Largest mean of response bodies. */
  payloadMaxBytes: number | null;
  /** Smallest share of look-ups that hit, 0..1. */
  cacheHitMin: number | null;
  windowMs: number;
  minSamples: number;
  owner: Owner | null;
}

/** One step of one journey that only browsers can measure. */
export interface BrowserStep {
  journey: string;
  journeyTitle: string;
  step: string;
  title: string;
  /** Display text of what is measured: `ttfb of /cases`. */
  endpoint: string;
  targetMs: number;
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
  const service = catalog.services.get(subject.service || step?.selector?.service || "");
  return (
    named(catalog, step?.owner, "step") ??
    named(catalog, journey?.owner, "journey") ??
    named(catalog, service?.owner, "service")
  );
}

/** Every step of every journey that is measured on spans, in the order of the file. */
export function stepsOf(catalog: Catalog): JudgedStep[] {
  return eachStep(catalog, (journey, { id, title, selector, target }) => {
    if (selector === null) return [];
    const { service } = selector;
    return {
      journey: journey.id,
      journeyTitle: journey.title,
      step: id,
      title,
      service,
      endpoint: endpointOf(selector),
      selector,
      targetMs: target.p95Ms,
      errorRateMax: target.errorRate,
      payloadMaxBytes: target.payloadBytes,
      cacheHitMin: target.cacheHitRate,
      windowMs: target.windowMs,
      minSamples: target.minSamples,
      owner: ownerOf(catalog, { journey: journey.id, step: id, service }),
    };
  });
}

/** Why a step that browsers measure has no data. */
export const NO_BROWSER_DATA = "needs browser data, which nothing sends to Governor yet";

/** Every step of every journey that browsers measure, in the order of the file. */
export function browserStepsOf(catalog: Catalog): BrowserStep[] {
  return eachStep(catalog, (journey, { id, title, measure, target }) => {
    if (measure === null) return [];
    return {
      journey: journey.id,
      journeyTitle: journey.title,
      step: id,
      title,
      endpoint: measuredOf(measure),
      targetMs: target.p95Ms,
      minSamples: target.minSamples,
      owner: ownerOf(catalog, { journey: journey.id, step: id }),
    };
  });
}

function eachStep<Flat>(catalog: Catalog, flatten: (journey: Journey, step: Step) => Flat | []): Flat[] {
  return [...catalog.journeys.values()].flatMap((journey) =>
    [...journey.steps.values()].flatMap((step) => flatten(journey, step) as Flat),
  );
}

/** `ttfb of /cases`, or what is measured alone where any page counts. */
export function measuredOf({ vital, mark, page }: BrowserMeasure): string {
  const what = vital || mark;
  return page === "" ? what : `${what} of ${page}`;
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
