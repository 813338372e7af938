import { expect, test } from "vitest";
import { parseShare, parseSizeBytes } from "./amount.ts";

test.each([
  ["1%", 0.01],
  ["0.5 %", 0.005],
  ["99.95%", 0.9995],
  ["100%", 1],
  ["101%", null],
  ["0.01", null],
  ["%", null],
] as const)("%s is a share of %s", (text, share) => {
  expect(parseShare(text)).toBe(share);
});

test.each([
  ["200KB", 200_000],
  ["1.5 MB", 1_500_000],
  ["64KiB", 65_536],
  ["512B", 512],
  ["200", null],
  ["200kb", null],
] as const)("%s is a size of %s bytes", (text, sizeBytes) => {
  expect(parseSizeBytes(text)).toBe(sizeBytes);
});
