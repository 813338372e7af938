import { emptyFragment, idOf, ignore, mention, type Fragment } from "./fragment.ts";

/** A service and the folder of the repository where it lies; empty for the whole repository. */
export interface ServicePath {
  service: string;
  path: string;
}

/**
 * GitHub's CODEOWNERS: who owns a service is what the last matching line says of its folder. `@org/team` is a team;
 * people and addresses are remarks. What GitHub does not read either (`!`, `[ ]`) is passed over and counted.
 */
export function codeownersFragment(text: string, services: readonly ServicePath[]): Fragment {
  const fragment = emptyFragment();
  const rules = rulesOf(text, fragment);
  for (const { service, path } of services) {
    const folder = path.replace(/^\.?\/+|\/+$/g, "");
    // Any file of the folder: the name stands for those that no line is about.
    const rule = rules.findLast(({ pattern }) => pattern.test(folder === "" ? PROBE : `${folder}/${PROBE}`));
    const where = folder === "" ? "the repository" : folder;
    if (rule === undefined || rule.owners.length === 0) {
      fragment.services.set(service, {});
      fragment.remarks.push(`${service}: CODEOWNERS names nobody for ${where}.`);
      continue;
    }
    const teams = rule.owners.flatMap((owner) => teamOf(owner) ?? []);
    const [team, ...others] = teams;
    fragment.services.set(service, team === undefined ? {} : { owner: mention(fragment, team) });
    if (team === undefined) fragment.remarks.push(`${service}: ${rule.owners.join(", ")} is no team.`);
    if (others.length > 0)
      fragment.remarks.push(`${service}: also owned by ${others.join(", ")}; a service has one owner.`);
  }
  return fragment;
}

const PROBE = ".any-file";

interface Rule {
  pattern: RegExp;
  owners: string[];
}

function rulesOf(text: string, fragment: Fragment): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const words =
      line
        .replace(/(?:^|\s)#.*$/, "")
        .trim()
        .match(/(?:\\.|\S)+/g) ?? [];
    const [pattern, ...owners] = words;
    if (pattern === undefined) return [];
    if (/^[!^[]/.test(pattern) || pattern.startsWith("\\#")) {
      ignore(fragment, "CODEOWNERS line with a negation, a range or a section");
      return [];
    }
    return { pattern: patternOf(pattern), owners };
  });
}

/** As in .gitignore: a slash before the end ties the pattern to the root, `*` stays in one folder, `**` does not. */
function patternOf(pattern: string): RegExp {
  const isRooted = pattern.replace(/\/$/, "").includes("/");
  const body = pattern
    .replace(/^\//, "")
    .replace(/\/$/, "")
    .replace(/\\(.)/g, "$1")
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((piece) => GLOBS[piece] ?? piece.replace(/[.+^${}()|[\]\\]/g, "\\$&"))
    .join("");
  // `docs/*` is the files of docs and not those below; every other pattern that names a folder takes all in it.
  const below = /(?:^|\/)\*$/.test(pattern) && isRooted ? "" : "(?:/.*)?";
  return new RegExp(`^${isRooted ? "" : "(?:.*/)?"}${body}${below}$`);
}

const GLOBS: Record<string, string> = { "**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]" };

function teamOf(owner: string): string | null {
  const team = /^@[^/\s]+\/(\S+)$/.exec(owner)?.[1];
  return team === undefined ? null : idOf(team);
}
