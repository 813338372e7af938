import { useState } from "preact/hooks";
import { useKeys } from "./keyboard.ts";

/** The row that j and k walk to and Enter opens. A row is found by its id: `row-<key>`. */
export function useCursor(
  keys: readonly string[],
  open: (key: string) => void,
): [cursor: string | null, set: (key: string) => void] {
  const [cursor, setCursor] = useState<string | null>(null);
  const move = (by: number) => {
    const next = keys[besideOf(keys, cursor, by)];
    if (next === undefined) return;
    setCursor(next);
    document.getElementById(rowId(next))?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => cursor !== null && open(cursor),
  });
  return [cursor, setCursor];
}

export function rowId(key: string): string {
  return `row-${key}`;
}

/** Index of the next key, or of the one before; the first where there is none yet, and never beyond an end. */
export function besideOf(keys: readonly string[], key: string | null | undefined, by: number): number {
  const at = keys.findIndex((each) => each === key);
  return Math.min(Math.max(at === -1 ? 0 : at + by, 0), keys.length - 1);
}
