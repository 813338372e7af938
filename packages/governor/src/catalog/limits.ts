/** Limits of a catalog, each tested at its edge in load.test.ts. */
export const CATALOG_LIMITS = {
  fileBytes: 1_048_576,
  /** YAML aliases that are followed; stops documents that grow when they are read. */
  yamlAliases: 100,
  teams: 1_000,
  services: 5_000,
  journeys: 500,
  stepsPerJourney: 50,
  aliasesPerTag: 16,
  /** Problems shown at once; the rest is counted. */
  problems: 50,
  idLength: 100,
  textLength: 500,
} as const;
