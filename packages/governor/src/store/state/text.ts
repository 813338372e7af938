/** A value for a json or jsonb parameter. */
export function jsonParameter(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => storable(inner));
}

/**
 * A text as PostgreSQL can hold it: all of Unicode but NUL (documentation, 8.3 and 8.14), which becomes the replacement
 * character. Senders may put one into any name, and a finding about it must not keep all the others from being written.
 */
export function storable(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value;
}
