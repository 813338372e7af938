import { z } from "zod";
import { nearest } from "./nearest.ts";
import type { Problem } from "./problem.ts";
import { catalogSchema, HTTP_METHODS, ID_PATTERN } from "./schema.ts";
import type { CatalogFile, Path, Side, What } from "./source.ts";

type Issue = z.core.$ZodIssue;

/** What the schema says of a value, as problems with a place and a fix. */
export function shapeProblems(issues: readonly Issue[], value: unknown, source: CatalogFile): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => source.problemAt([...path, key], "key", unknownKey(path, key)));
    }
    const given = valueAt(value, path);
    if (issue.code === "invalid_key") {
      // The schema stops at a bad key; what is under it may be wrong as well.
      const under = schemaAt(path).safeParse(given);
      const inside = (under.error?.issues ?? []).map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
      const what = path[0] === "services" ? badServiceId(String(path.at(-1))) : badId(String(path.at(-1)));
      return [source.problemAt(path, "key", what), ...shapeProblems(inside, value, source)];
    }
    const [side, what] = describe(issue, path, given);
    return [source.problemAt(path, side, what)];
  });
}

function describe(issue: Issue, path: Path, given: unknown): [Side, What] {
  const field = fieldOf(path);
  if (given === undefined) return ["key", missingKey(path)];
  if (given === null || given === "") return ["value", emptyValue(path)];
  if (field === "p95" || field === "window") return ["value", badDuration(field, given)];
  if (field in AMOUNTS) return ["value", badAmount(field, given)];
  if (issue.code === "invalid_type") return ["value", wrongType(field, issue.expected, given)];
  if (issue.code === "invalid_value") return ["value", notOneOf(field, issue.values.map(String), given)];
  if (issue.code === "too_big") return ["value", outOfRange(path, given, `at most ${issue.maximum}`)];
  if (issue.code === "too_small") return ["value", outOfRange(path, given, `at least ${issue.minimum}`)];
  return ["value", badFormat(field, String(given))];
}

function unknownKey(path: Path, key: string): What {
  const known = keysAt(path);
  const near = nearest(key, known);
  const rule = "unknown-key";
  const message = `"${key}" is not a key of ${placeOf(path)}.`;
  if (key === "<<")
    return { rule, message, fix: "Merge keys are not read: write the keys out, or alias a whole value." };
  return { rule, message, fix: near ? `Did you mean "${near}"?` : `Use one of: ${known.join(", ")}; or remove it.` };
}

function missingKey(path: Path): What {
  const key = fieldOf(path);
  return {
    rule: "missing-key",
    message: `"${key}" is missing in ${placeOf(path.slice(0, -1))}.`,
    fix: `Add \`${EXAMPLES[key] ?? `${key}: …`}\`.`,
  };
}

function emptyValue(path: Path): What {
  const key = fieldOf(path);
  const fix =
    key === "contact"
      ? 'Write it in quotes when it begins with #, which starts a comment: `contact: "#search"`.'
      : `Write its value, such as \`${EXAMPLES[key] ?? `${key}: …`}\`, or remove the key.`;
  return { rule: "empty-value", message: `"${key}" has no value.`, fix };
}

function badDuration(field: string, given: unknown): What {
  const text = shown(given);
  const bare = /^\d+(\.\d+)?$/.test(text);
  return {
    rule: "bad-duration",
    message: bare ? `${field} is ${text} of no unit.` : `${field} is "${text}", which is not a duration.`,
    fix: bare
      ? `Write the unit: \`${field}: ${text}ms\`, or one of us, ms, s, m, h, d.`
      : `Write a number and one of us, ms, s, m, h, d: \`${EXAMPLES[field]}\`.`,
  };
}

/** Further targets, and what each is. */
const AMOUNTS: Record<string, string> = { error_rate: "a share", cache_hit: "a share", payload: "a size" };

function badAmount(field: string, given: unknown): What {
  const message = `${field} is "${shown(given)}", which is not ${AMOUNTS[field]}.`;
  const units = field === "payload" ? "one of B, KB, MB, KiB, MiB" : "%";
  return { rule: "bad-value", message, fix: `Write a number and ${units}: \`${EXAMPLES[field]}\`.` };
}

function wrongType(field: string, expected: string, given: unknown): What {
  const wanted = TYPE_NAMES[expected] ?? expected;
  const quoted = expected === "string" && typeof given !== "object" ? `Put it in quotes: "${shown(given)}".` : null;
  return {
    rule: "wrong-type",
    message: `"${field}" takes ${wanted}; this is ${typeNameOf(given)}.`,
    fix: quoted ?? `Write it as \`${EXAMPLES[field] ?? `${field}: …`}\`.`,
  };
}

function notOneOf(field: string, values: readonly string[], given: unknown): What {
  const text = shown(given);
  if (field === "version") {
    const message = `This is version ${text} of the format; this Governor reads version 1.`;
    return { rule: "bad-version", message, fix: "Write `version: 1`, or use the Governor that made the file." };
  }
  const near = nearest(text, values);
  return {
    rule: "bad-value",
    message: `${field} is "${text}".`,
    fix: near ? `Did you mean "${near}"?` : `Use one of: ${values.join(", ")}.`,
  };
}

function outOfRange(path: Path, given: unknown, bound: string): What {
  const field = fieldOf(path);
  const counted = typeof given === "number" ? "" : Array.isArray(given) ? " entries" : " characters";
  const message = `"${field}" takes ${bound}${counted}.`;
  return { rule: "limit", message, fix: `Write ${bound}${counted}.` };
}

function badFormat(field: string, given: string): What {
  if (field === "repository") {
    const path = /^(?:git@|ssh:\/\/git@)([^:/]+)[:/](.+?)(?:\.git)?$/.exec(given);
    const fix = path ? `Write https://${path[1]}/${path[2]}` : "Write an address that begins with https://";
    return { rule: "bad-url", message: `"${given}" is not a web address.`, fix };
  }
  const message = `"${field}" holds control characters.`;
  return { rule: "bad-text", message, fix: "Write plain text on one line." };
}

function badServiceId(id: string): What {
  const message = `"${id}" cannot be a service: it is empty, longer than 500 characters, or holds control characters.`;
  return { rule: "bad-id", message, fix: "Write the service.name that the service sends." };
}

function badId(id: string): What {
  const slug = id
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/[._-]*([._-])/g, "$1")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 100);
  return {
    rule: "bad-id",
    message: `"${id}" cannot be an id: small letters and digits, joined by one of . _ -, not digits alone, at most 100.`,
    fix:
      ID_PATTERN.test(slug) && slug !== id
        ? `Write "${slug}", and the old name as its title or name.`
        : "Give it another id.",
  };
}

/** How each key is written, for the fixes. */
const EXAMPLES: Record<string, string> = {
  "the catalog": "version: 1",
  version: "version: 1",
  teams: "teams: { search: { contact: search@example.com } }",
  services: "services: { cases-api: { owner: search } }",
  tags: "tags: { tenant: [tenant.id] }",
  journeys: "journeys: { search: { steps: … } }",
  steps: "steps: { results: { selector: …, target: … } }",
  selector: "selector: { service: cases-api, method: GET, route: /search }",
  service: "service: cases-api",
  target: "target: { p95: 600ms }",
  p95: "p95: 600ms",
  window: "window: 5m",
  min_samples: "min_samples: 300",
  error_rate: "error_rate: 1%",
  payload: "payload: 200KB",
  cache_hit: "cache_hit: 80%",
  measure: "measure: { vital: ttfb, page: /cases }",
  vital: "vital: ttfb",
  browser: "browser: ui-acknowledgement",
  page: "page: /cases/:id",
  method: `method: ${HTTP_METHODS[0]}`,
  kind: "kind: server",
  route: "route: /api/cases/:id",
  span: "span: orders.write",
  entry: "entry: true",
  owner: "owner: search",
  contact: "contact: search@example.com",
  rollback: "rollback: kubectl rollout undo deployment/{service}",
  repository: "repository: https://example.com/cases",
  members: "members: [ada, grace]",
  tenant: "tenant: [tenant.id]",
};

const TYPE_NAMES: Record<string, string> = {
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "keys with values",
  record: "keys with values",
  array: "a list",
};

function typeNameOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys with values";
  return typeof value === "string"
    ? `the text "${value}"`
    : `${TYPE_NAMES[typeof value] ?? "something else"} (${String(value)})`;
}

/** The key a path ends in; the list's key for an item of a list. */
function fieldOf(path: Path): string {
  return path.findLast((part) => typeof part === "string") ?? "the catalog";
}

function placeOf(path: Path): string {
  return path.length === 0 ? "the catalog" : path.join(".");
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value).slice(0, 60) : String(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

/** The keys that the schema knows at a place. */
function keysAt(path: Path): string[] {
  const schema = unwrapped(schemaAt(path));
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function schemaAt(path: Path): z.ZodType {
  let schema: z.ZodType = catalogSchema;
  for (const part of path) {
    const outer = unwrapped(schema);
    if (outer instanceof z.ZodObject) schema = (outer.shape as Record<string | number, z.ZodType>)[part] ?? z.any();
    else if (outer instanceof z.ZodRecord) schema = outer.valueType as z.ZodType;
  }
  return schema;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}
