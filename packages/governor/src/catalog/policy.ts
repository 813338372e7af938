import { TAG_ATTRIBUTES, type TagKey } from "@governor/contract";

/**
 * What intake must know of intent: the only way back from the catalog to the wire. A snapshot;
 * `main` hands a new one over when the catalog changes, and a request sees one version from start to end.
 */
export interface Policy {
  version: string;
  /** Attribute keys from which each tag is read, first match wins. */
  tagAttributes: Record<TagKey, readonly string[]>;
}

export const DEFAULT_POLICY: Policy = { version: "default", tagAttributes: TAG_ATTRIBUTES };
