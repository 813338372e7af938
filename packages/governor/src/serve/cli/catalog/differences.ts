import type { CatalogDifference, CatalogPushed } from "@governor/contract";
import { paint, printLine, showable, type Paint } from "../output.ts";

const SIGNS: Record<CatalogDifference["change"], { sign: string; paint: Paint }> = {
  added: { sign: "+", paint: "green" },
  removed: { sign: "-", paint: "red" },
  changed: { sign: "~", paint: "yellow" },
};

/** A line a change: `~ case-search/search target p95 600ms → 500ms`. */
export function printDifferences({ differences }: CatalogPushed): void {
  for (const { change, text } of showable(differences)) {
    const { sign, paint: format } = SIGNS[change];
    printLine(`${paint(format, sign)} ${text}`);
  }
}
