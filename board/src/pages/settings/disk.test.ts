import { expect, test } from "vitest";
import { storeOf } from "../../../dev/store.ts";
import { diskParts, forecastText } from "./disk.ts";

const store = storeOf();

test("the disk's parts sum to what is used, and a store elsewhere takes none of it", () => {
  const used = store.disk.totalBytes - store.disk.freeBytes;
  expect(diskParts(store).reduce((sum, { bytes }) => sum + bytes, 0)).toBe(used);
  const elsewhere = { ...store, facts: { ...store.facts, place: "url" as const } };
  expect(diskParts(elsewhere).map(({ name }) => name)).toEqual(["state", "log", "other"]);
});

test("a forecast says when the disk is full, that it settles, or that it is too early to say", () => {
  const forecast = { bytesPerDay: 2e9, steadyStateBytes: null, daysUntilFull: 40.7 };
  const plain = (text: string) => text.replaceAll("\u00a0", " ");
  expect(plain(forecastText({ ...store, forecast }))).toBe("Grows by 2 GB a day: the disk is full in 40 days");
  expect(
    plain(forecastText({ ...store, forecast: { ...forecast, daysUntilFull: null, steadyStateBytes: 6e10 } })),
  ).toBe("Grows by 2 GB a day, and settles at 60 GB: the disk suffices");
  expect(forecastText({ ...store, forecast: null })).toBe("Not enough data for a forecast yet");
});
