import { expect, test } from "vitest";
import { readinessOf } from "../../../dev/readiness.ts";
import { byTeam, commandIn, countsText, worstChecks } from "./by-team.ts";

const { services } = readinessOf("full", Date.UTC(2_026, 10, 23));

test("the team with most that fails is first, and what nobody owns is last", () => {
  const teams = byTeam(services, undefined);
  expect(teams.at(-1)?.team).toBe("");
  const failed = teams.slice(0, -1).map((each) => each.failed);
  expect(failed).toEqual(failed.toSorted((a, b) => b - a));
  expect(teams.flatMap((each) => each.services)).toHaveLength(services.length);
});

test("one team's services are its own", () => {
  const teams = byTeam(services, "timeline");
  expect(teams.map(({ team }) => team)).toEqual(["timeline"]);
  expect(teams[0]?.services.every(({ owner }) => owner?.team === "timeline")).toBe(true);
});

test("counts name what fails first, and leave out what is none", () => {
  expect(countsText({ passed: 4, failed: 2, unjudged: 3 })).toBe("2 fail · 3 cannot be judged yet · 4 pass");
  expect(countsText({ passed: 9, failed: 0, unjudged: 0 })).toBe("9 pass");
});

test("what fails stands before what cannot be judged, and that before what passes", () => {
  const outcomes = worstChecks(services[0]?.checks ?? []).map(({ outcome }) => outcome);
  const order = ["breach", "not-enough-data", "pass"];
  expect(outcomes.map((each) => order.indexOf(each))).toEqual(outcomes.map((each) => order.indexOf(each)).toSorted());
});

test("the command is taken out of a remedy, and other code is not", () => {
  expect(commandIn("Practise it, then: `governor readiness drill --service a --passed`.")).toBe(
    "governor readiness drill --service a --passed",
  );
  expect(commandIn("Set `service.version` on its spans.")).toBeNull();
});
