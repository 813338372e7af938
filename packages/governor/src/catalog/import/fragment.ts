import { Document, parseAllDocuments } from "yaml";

/** What could be read out of another tool's file: parts of a `governor.yaml`, and what could not be carried over. */
export interface Fragment {
  teams: Map<string, { name?: string; contact?: string; members?: string[] }>;
  services: Map<string, { owner?: string; kind?: string; repository?: string }>;
  journeys: Map<string, ImportedJourney>;
  /** Lines for a person: what to decide, and what has no counterpart. */
  remarks: string[];
  /** What was passed over, by what it is: `kind Location`. */
  ignored: Map<string, number>;
}

export interface ImportedJourney {
  title?: string;
  steps: Record<string, { title?: string; selector: Record<string, string>; target: Record<string, string> }>;
}

export function emptyFragment(): Fragment {
  return { teams: new Map(), services: new Map(), journeys: new Map(), remarks: [], ignored: new Map() };
}

export function ignore(fragment: Fragment, what: string): void {
  fragment.ignored.set(what, (fragment.ignored.get(what) ?? 0) + 1);
}

/** A team that something refers to; it stays as it is where it is known already. */
export function mention(fragment: Fragment, team: string): string {
  if (!fragment.teams.has(team)) fragment.teams.set(team, {});
  return team;
}

/** The fragment as a `governor.yaml`, with its remarks as comments at the top. */
export function fragmentYaml(fragment: Fragment, from: string): string {
  const { teams, services, journeys, remarks, ignored } = fragment;
  const sections = { teams, services, journeys };
  const filled = Object.entries(sections).filter(([, map]) => map.size > 0);
  const document = new Document({ version: 1, ...Object.fromEntries(filled) });
  const counts = [...ignored].map(([what, count]) => `not carried over: ${count} × ${what}`);
  // A line break in a name must not end the comment.
  const lines = [`Imported from ${from}.`, ...remarks, ...counts].map((line) => ` ${line.replace(/\s+/g, " ")}`);
  document.commentBefore = lines.join("\n");
  return document.toString({ lineWidth: 120 });
}

export type Loose = Record<string, unknown>;

/** Every document of a YAML stream that is a map; what is broken is counted. */
export function entitiesOf(text: string, fragment: Fragment): Loose[] {
  return [...parseAllDocuments(text, { logLevel: "silent" })].flatMap((document) => {
    if (document.errors.length > 0) {
      ignore(fragment, `document with a YAML error (${document.errors[0]?.message.split("\n")[0] ?? ""})`);
      return [];
    }
    const value: unknown = document.toJS({ maxAliasCount: 1_000 });
    return isLoose(value) ? [value] : [];
  });
}

export function looseOf(value: unknown): Loose {
  return isLoose(value) ? value : {};
}

/** A text that says something, on one line; null otherwise. */
export function textOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  // oxlint-disable-next-line no-control-regex -- control characters are what a catalog refuses
  const line = value.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
  return line === "" ? null : line.slice(0, 500);
}

/** A foreign name as an id of ours: small letters and digits, joined by one of . _ -; null where nothing is left. */
export function idOf(name: string): string | null {
  const id = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/[._-]*([._-])/g, "$1")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 100)
    .replace(/[._-]+$/, "");
  return /[a-z]/.test(id) ? id : id === "" ? null : `team-${id}`;
}

function isLoose(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
