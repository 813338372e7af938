/** Limits of a catalog, each tested at its edge in limits.test.ts. */
export const CATALOG_LIMITS = {
  fileBytes: 1_048_576,
  /** Values that one YAML anchor stands for, its own included and nested ones multiplied: documents must not grow when read. */
  yamlAliases: 1_000,
  /** Brackets within brackets. */
  nesting: 100,
  teams: 1_000,
  services: 5_000,
  journeys: 500,
  stepsPerJourney: 50,
  aliasesPerTag: 16,
  membersPerTeam: 200,
  /** Repositories that push. */
  parts: 300,
  /** Problems shown at once; the rest is counted. */
  problems: 50,
  idLength: 100,
  textLength: 500,
} as const;
