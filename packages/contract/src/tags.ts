/** The shared key of everything Governor stores. Order is the order of display. */
export const TAG_KEYS = ["service", "env", "tenant", "feature", "domain", "journey", "step", "release"] as const;

export type TagKey = (typeof TAG_KEYS)[number];

/** Tags of a fact; an empty string means "not tagged", so a tag is never undefined on the wire. */
export type Tags = Record<TagKey, string>;

/** A partial set of tags: the subject of a verdict, or a filter. */
export type TagSubset = Partial<Tags>;

/**
 * Attribute and baggage keys from which each tag is read, canonical name first.
 * The first key that is present with a non-empty value wins; a catalog may append aliases.
 * Sources: OpenTelemetry semantic conventions 1.44 (`service.name`, `service.version`,
 * `deployment.environment.name`; `deployment.environment` is the name before 1.27).
 */
export const TAG_ATTRIBUTES: Record<TagKey, readonly string[]> = {
  service: ["service.name"],
  env: ["deployment.environment.name", "deployment.environment"],
  tenant: ["governor.tenant"],
  feature: ["governor.feature"],
  domain: ["governor.domain"],
  journey: ["governor.journey"],
  step: ["governor.step"],
  release: ["service.version"],
};

/** Tags of nothing, to spread from. */
export function noTags(): Tags {
  return { service: "", env: "", tenant: "", feature: "", domain: "", journey: "", step: "", release: "" };
}
