import { expect, test } from "vitest";
import { WEEKDAYS, type QuietHours } from "@governor/contract";
import { isTimezone, minuteOfDay, quietUntilMs } from "./quiet.ts";

const NIGHT: QuietHours = { from: "22:00", to: "07:00", timezone: "Europe/Berlin", days: WEEKDAYS };

test.each([
  ["before they begin", "2026-11-23T20:59:59Z", null],
  ["from their first minute on", "2026-11-23T21:00:00Z", "2026-11-24T06:00:00Z"],
  ["after midnight", "2026-11-24T02:30:30Z", "2026-11-24T06:00:00Z"],
  ["at their end", "2026-11-24T06:00:00Z", null],
  // Winter time begins at 3:00 summer time: the night has an hour more.
  ["in the night in which the clock is put back", "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z"],
  ["in the night in which the clock is put forward", "2027-03-28T00:30:00Z", "2027-03-28T05:00:00Z"],
])("quiet hours over midnight in Berlin, %s", (_when, now, end) => {
  expect(quietUntilMs(NIGHT, Date.parse(now))).toBe(end === null ? null : Date.parse(end));
});

test("quiet hours begin on their days only, and may go on into one that is none of them", () => {
  const weekend: QuietHours = { ...NIGHT, days: ["fri"] };
  expect(quietUntilMs(weekend, Date.parse("2026-11-26T23:00:00Z"))).toBeNull();
  expect(quietUntilMs(weekend, Date.parse("2026-11-28T03:00:00Z"))).toBe(Date.parse("2026-11-28T06:00:00Z"));
  expect(quietUntilMs(weekend, Date.parse("2026-11-28T23:00:00Z"))).toBeNull();
});

test("quiet hours within a day", () => {
  const lunch = { ...NIGHT, from: "12:00", to: "13:00" };
  expect(quietUntilMs(lunch, Date.parse("2026-11-23T11:30:00Z"))).toBe(Date.parse("2026-11-23T12:00:00Z"));
  expect(quietUntilMs(lunch, Date.parse("2026-11-23T12:00:00Z"))).toBeNull();
});

test("without quiet hours it is never quiet; times and time zones are known by their names", () => {
  expect(quietUntilMs(null, 0)).toBeNull();
  expect([minuteOfDay("22:30"), minuteOfDay("24:00"), minuteOfDay("7:00")]).toEqual([1_350, null, null]);
  expect([isTimezone("Asia/Kolkata"), isTimezone("Berlin")]).toEqual([true, false]);
});
