import type { Finding } from "@governor/contract";
import type { FindingsView } from "../../data/findings.ts";

/** The findings of a view, in the order of the server: what is fixed and what stayed so are read together with the rest. */
export function shownOf(findings: readonly Finding[], view: FindingsView, rule: string | undefined): Finding[] {
  return findings.filter(
    (finding) =>
      (rule === undefined || finding.verdict.rule === rule) &&
      (view !== "fixed" || finding.state === "fixed" || finding.state === "verified"),
  );
}

export function rulesOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ verdict }) => verdict.rule))].sort();
}
