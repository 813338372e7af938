import { expect, test } from "vitest";
import { offendersOf, periodOf } from "../../../dev/fixtures.ts";
import { narrowed } from "./narrow.ts";

const rows = offendersOf(periodOf(0, 3_600_000, 3_600_000), 3_600_000).endpoints;

test("every word must stand somewhere in the route, the service or the owner", () => {
  expect(narrowed(rows, "cases-api search").map((row) => row.endpoint)).toEqual(
    ["GET /cases/search"].concat(["GET /cases/:id/graph", "GET /healthz"]),
  );
  expect(narrowed(rows, "POST core-entities").map((row) => row.route)).toEqual(["/entities", "/relationships"]);
});

test("nothing typed narrows nothing", () => {
  expect(narrowed(rows, "  ")).toHaveLength(rows.length);
});
