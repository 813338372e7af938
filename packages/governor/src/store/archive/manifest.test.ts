import { expect, test } from "vitest";
import { backupManifest } from "./manifest.ts";

const ofTable = (table: string) => ({
  format: 1,
  governor: "0.1.0",
  createdAt: "2026-11-23T12:00:00.000Z",
  rowsNotIncluded: 0,
  facts: null,
  state: { schemaVersion: 7, tables: { [table]: { rows: 1 } }, sequences: {} },
  entries: {},
});

test("a manifest names tables and nothing that could be more in a statement", () => {
  expect(backupManifest.safeParse(ofTable("alert_routes")).success).toBe(true);
  for (const name of ["keys; DROP TABLE findings", "pg_catalog.pg_authid", "../keys", '"keys"', ""])
    expect(backupManifest.safeParse(ofTable(name)).success, name).toBe(false);
});
