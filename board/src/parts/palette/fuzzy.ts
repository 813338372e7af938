export interface Match {
  /** Higher is better. */
  score: number;
  /** Positions of the letters that matched, ascending. */
  at: number[];
}

/**
 * How well a text answers what was typed: every word's letters in their order, best where they stand together, begin a
 * word or begin the text. null where a letter is missing.
 */
export function fuzzy(typed: string, text: string): Match | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const small = text.toLowerCase();
  let score = 0;
  const at = new Set<number>();
  for (const word of words) {
    const match = small.includes(word) ? together(word, small) : text.length > SENTENCE ? null : apart(word, small);
    if (match === null) return null;
    score += match.score;
    for (const each of match.at) at.add(each);
  }
  // Of two that match alike the shorter one says less else.
  return { score: score - text.length / 1_000, at: [...at].toSorted((a, b) => a - b) };
}

/** Scattered letters are found in every sentence of this length, and mean nothing there. */
const SENTENCE = 60;

/** The best place where the word stands whole. */
function together(word: string, text: string): Match {
  let best = { score: -1, from: 0 };
  for (let from = text.indexOf(word); from !== -1; from = text.indexOf(word, from + 1)) {
    const score = 10 * word.length + (from === 0 ? 8 : startsWord(text, from) ? 5 : 0);
    if (score > best.score) best = { score, from };
  }
  return { score: best.score, at: Array.from(word, (_letter, i) => best.from + i) };
}

/** Letters with others between them; each is taken where it begins a word, if it does so anywhere ahead, else where it comes first. */
function apart(word: string, text: string): Match | null {
  const at: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, from);
    if (next === -1) return null;
    const start = next === from && at.length > 0 ? next : wordStart(letter, text, from);
    const found = start !== -1 && isThere(word.slice(at.length + 1), text, start + 1) ? start : next;
    score += found === from && at.length > 0 ? 4 : startsWord(text, found) ? 3 : 1;
    at.push(found);
    from = found + 1;
  }
  return { score, at };
}

function wordStart(letter: string, text: string, from: number): number {
  for (let at = text.indexOf(letter, from); at !== -1; at = text.indexOf(letter, at + 1)) {
    if (startsWord(text, at)) return at;
  }
  return -1;
}

function isThere(letters: string, text: string, from: number): boolean {
  let at = from - 1;
  return Array.from(letters).every((letter) => (at = text.indexOf(letter, at + 1)) !== -1);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? "");
}
