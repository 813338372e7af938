import type { FindingEvent, FindingHistoryEntry } from "@governor/contract";
import { expect, test } from "vitest";
import { foldObservations, readableNote } from "./history.tsx";

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

test("the end of a snooze is in the reader's time, and nothing else is touched", () => {
  const untilMs = new Date(2_026, 10, 30, 9, 0).getTime();
  const nowMs = new Date(2_026, 10, 23, 9, 0).getTime();
  expect(readableNote(`Until ${new Date(untilMs).toISOString()}: The disk`, nowMs)).toBe(
    "Until 2026-11-30 09:00: The disk",
  );
  expect(readableNote("Until somebody looks", nowMs)).toBe("Until somebody looks");
});

function entry(event: string, i: number): FindingHistoryEntry {
  return { event: event as FindingEvent, timeUnixMs: i, actor: "governor", actorName: "", note: "", observed: 1 };
}
