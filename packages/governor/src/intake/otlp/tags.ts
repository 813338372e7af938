import { LIMITS, type Attributes, type Tags } from "@governor/contract";

import type { Policy } from "../../catalog/policy.ts";
import { cutText } from "./attributes.ts";

/** Tags that describe the sender as a whole: only its resource can say them. */
export type ResourceTags = Pick<Tags, "service" | "env" | "release">;

/**
 * Reads tags by one policy. The canonical key is asked before its aliases and an empty value is none. `tenant`,
 * `feature`, `domain`, `journey` and `step` may stand on the span, which wins, or on its resource.
 */
export interface TagReader {
  ofResource(resource: Attributes): ResourceTags;
  ofSpan(resource: Attributes, resourceTags: ResourceTags, attributes: Attributes): Tags;
}

export function tagReader(policy: Policy): TagReader {
  const keys = policy.tagAttributes;
  // Some agents copy baggage entries onto spans under a prefix instead of under their own name.
  const journeyKeys = withBaggagePrefix(keys.journey);
  const stepKeys = withBaggagePrefix(keys.step);
  return {
    ofResource: (resource) => ({
      service: firstOf(keys.service, resource),
      env: firstOf(keys.env, resource),
      release: firstOf(keys.release, resource),
    }),
    ofSpan: (resource, resourceTags, attributes) => ({
      service: resourceTags.service,
      env: resourceTags.env,
      tenant: either(keys.tenant, attributes, resource),
      feature: either(keys.feature, attributes, resource),
      domain: either(keys.domain, attributes, resource),
      journey: either(journeyKeys, attributes, resource),
      step: either(stepKeys, attributes, resource),
      release: resourceTags.release,
    }),
  };
}

function either(names: readonly string[], span: Attributes, resource: Attributes): string {
  return firstOf(names, span) || firstOf(names, resource);
}

function withBaggagePrefix(names: readonly string[]): readonly string[] {
  return [...names, ...names.map((name) => `baggage.${name}`)];
}

function firstOf(names: readonly string[], attributes: Attributes): string {
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== "") return cutText(value, LIMITS.tagBytes);
  }
  return "";
}
