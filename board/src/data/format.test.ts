import { expect, test } from "vitest";
import {
  agoText,
  changeText,
  changeTone,
  countText,
  durationText,
  msText,
  rateText,
  shareText,
  timeText,
  wholeText,
} from "./format.ts";

/** Tests read better with plain spaces. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

test.each([
  [null, "–"],
  [0, "0 ms"],
  [0.42, "0.42 ms"],
  [9.996, "10 ms"],
  [12.75, "13 ms"],
  [912.4, "912 ms"],
  [999.6, "1 s"],
  [1_840, "1.84 s"],
  [61_000, "61 s"],
  [90_000, "90 s"],
  [150_000, "2.5 min"],
  [7_200_000, "2 h"],
])("%s ms reads %j", (ms, text) => {
  expect(plain(msText(ms))).toBe(text);
});

test.each([
  [0, "0"],
  [84, "84"],
  [999, "999"],
  [9_120, "9.12k"],
  [12_412, "12.4k"],
  [124_000, "124k"],
  [999_900, "1M"],
  [1_240_000, "1.24M"],
])("%s counts as %j", (count, text) => {
  expect(countText(count)).toBe(text);
});

test("a share that is not zero never reads as zero", () => {
  expect(plain(shareText(0))).toBe("0 %");
  expect(plain(shareText(0.00001))).toBe("< 0.1 %");
  expect(plain(shareText(0.382))).toBe("38.2 %");
  expect(plain(shareText(1))).toBe("100 %");
  expect(plain(rateText(0.01))).toBe("< 0.1");
  expect(rateText(0)).toBe("0");
});

test("a whole number is grouped by thousands", () => {
  expect([7, 999, 4_459, 1_234_567].map(wholeText)).toEqual(["7", "999", "4,459", "1,234,567"]);
});

test("a change is signed, and unknown where either side has too little", () => {
  expect(plain(changeText(0.61))).toBe("+61 %");
  expect(plain(changeText(-0.04))).toBe("−4 %");
  expect(plain(changeText(0.004))).toBe("0 %");
  expect(changeText(null)).toBe("–");
  expect(changeText(14.2)).toBe("×15.2");
});

test("only a change beyond noise has a tone", () => {
  expect([null, 0.03, -0.03, 0.2, -0.2].map(changeTone)).toEqual(["mut", "mut", "mut", "bad", "good"]);
});

test("sums of time are hours and minutes", () => {
  expect(plain(durationText(71.2 * 3_600_000))).toBe("71 h 12 min");
  expect(plain(durationText(90_000))).toBe("90 s");
});

test("an age has one unit and is never negative", () => {
  expect([-500, 3_000, 130_000, 7_200_000, 3 * 86_400_000].map((ms) => plain(agoText(ms)))).toEqual([
    "0 s",
    "3 s",
    "2 min",
    "2 h",
    "3 days",
  ]);
});

test("a time of another day says which", () => {
  const now = new Date(2026, 10, 23, 14, 2).getTime();
  expect(timeText(now, now)).toBe("14:02");
  expect(timeText(now - 86_400_000, now)).toBe("2026-11-22 14:02");
});
