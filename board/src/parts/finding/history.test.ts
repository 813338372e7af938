import type { FindingEvent, FindingHistoryEntry } from "@governor/contract";
import { expect, test } from "vitest";
import { foldObservations } from "./history.tsx";

test("of observations in a row the newest is shown, and what people did stays between them", () => {
  const history = ["opened", "observed", "observed", "commented", "observed", "observed", "fixed"].map(entry);
  expect(foldObservations(history).map(({ event, timeUnixMs }) => `${event} ${timeUnixMs}`)).toEqual([
    "opened 0",
    "observed 2",
    "commented 3",
    "observed 5",
    "fixed 6",
  ]);
});

function entry(event: string, i: number): FindingHistoryEntry {
  return { event: event as FindingEvent, timeUnixMs: i, actor: "governor", actorName: "", note: "", observed: 1 };
}
