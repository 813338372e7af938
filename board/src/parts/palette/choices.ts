import { fuzzy } from "./fuzzy.ts";

/** One thing the palette can do. */
export interface Choice {
  id: string;
  name: string;
  /** What kind it is, said beside it: `page`, `endpoint`. */
  kind: string;
  /** More that it can be found by, and that stands behind the name. */
  note?: string;
  act: () => void;
}

export interface Found {
  choice: Choice;
  /** Positions of the name's letters to mark. */
  at: readonly number[];
}

/** As many as anybody reads before typing on. */
const SHOWN = 40;
/** A match in the note alone comes after every match in a name. */
const NOTE_MALUS = 1_000;

/** Choices that answer what was typed, the best first; all, in their order, where nothing is typed. */
export function found(choices: readonly Choice[], typed: string): Found[] {
  if (typed.trim() === "") return choices.slice(0, SHOWN).map((choice) => ({ choice, at: [] }));
  return choices
    .flatMap((choice) => {
      const match = fuzzy(typed, choice.name);
      if (match) return [{ choice, ...match }];
      const wide = fuzzy(typed, `${choice.name} ${choice.note ?? ""} ${choice.kind}`);
      return wide
        ? [{ choice, score: wide.score - NOTE_MALUS, at: wide.at.filter((at) => at < choice.name.length) }]
        : [];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ choice, at }) => ({ choice, at }));
}

/** A trace's id, or a `traceparent` with the span in it, as somebody pastes it out of a log; null for anything else. */
export function traceIn(typed: string): { traceId: string; spanId: string | undefined } | null {
  const parent = /\b[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/i.exec(typed);
  if (parent) return { traceId: (parent[1] ?? "").toLowerCase(), spanId: parent[2]?.toLowerCase() };
  const bare = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/i.exec(typed.replaceAll("-", ""));
  return bare ? { traceId: bare[0].toLowerCase(), spanId: undefined } : null;
}
