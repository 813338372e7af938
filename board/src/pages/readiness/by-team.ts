import type { CheckResult, ServiceReadiness } from "@governor/contract";

export interface TeamServices {
  /** Empty for what nobody owns. */
  team: string;
  /** What fails most first. */
  services: ServiceReadiness[];
  passed: number;
  failed: number;
  unjudged: number;
}

/** Services by the team that owns them, what fails most first; those of nobody at the end. */
export function byTeam(services: readonly ServiceReadiness[], team: string | undefined): TeamServices[] {
  const wanted = services.filter(({ owner }) => team === undefined || owner?.team === team);
  const names = [...new Set(wanted.map(({ owner }) => owner?.team ?? ""))];
  return names.map((name) => groupOf(name, wanted)).sort(worstFirst);
}

function groupOf(team: string, services: readonly ServiceReadiness[]): TeamServices {
  const own = services.filter(({ owner }) => (owner?.team ?? "") === team);
  const sum = (key: "passed" | "failed" | "unjudged") => own.reduce((total, each) => total + each[key], 0);
  return {
    team,
    services: own.toSorted((a, b) => b.failed - a.failed || (a.service < b.service ? -1 : 1)),
    passed: sum("passed"),
    failed: sum("failed"),
    unjudged: sum("unjudged"),
  };
}

function worstFirst(a: TeamServices, b: TeamServices): number {
  return Number(a.team === "") - Number(b.team === "") || b.failed - a.failed || (a.team < b.team ? -1 : 1);
}

/** `2 fail · 3 cannot be judged yet · 4 pass`, without what is none. */
export function countsText({ passed, failed, unjudged }: { passed: number; failed: number; unjudged: number }): string {
  return [
    failed > 0 ? `${failed} fail` : "",
    unjudged > 0 ? `${unjudged} cannot be judged yet` : "",
    passed > 0 ? `${passed} pass` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

const ORDER = ["breach", "not-enough-data", "pass"];

/** What is to be done first. */
export function worstChecks(checks: readonly CheckResult[]): CheckResult[] {
  return checks.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

/** The command in a remedy, which stands between backticks; null where there is none. */
export function commandIn(remedy: string): string | null {
  return /`(governor [^`]+)`/.exec(remedy)?.[1] ?? null;
}
