import type { Tree } from "./tree.ts";

interface LockEntry {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
}

/** The lock file works with any registry, on any platform, and pins what was read. */
export function lockFileIsPortable(tree: Tree): string[] {
  const text = tree.find(({ path }) => path === "package-lock.json")?.text;
  if (text === undefined) return ["package-lock.json is missing; run npm install"];
  const packages = JSON.parse(text).packages as Record<string, LockEntry>;
  return Object.entries(packages).flatMap(([path, entry]) => [
    ...(/^https?:/.test(entry.resolved ?? "")
      ? [
          `package-lock.json ${path} names a registry; .npmrc sets omit-lockfile-registry-resolved, run npm install again`,
        ]
      : []),
    ...(path.includes("node_modules/") && !entry.link && !entry.optional && !entry.integrity
      ? [`package-lock.json ${path} has no checksum; remove its entry and run npm install`]
      : []),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map((name) => `package-lock.json lacks ${name}, so that npm ci fails; run node tools/complete-lock-file.ts`),
  ]);
}
