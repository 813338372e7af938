/** How people write a share: `1%`, `0.5 %`. */
export const SHARE_PATTERN: RegExp = /^(\d{1,3}(?:\.\d{1,4})?) ?%$/;

/** `1%` as 0.01; null where the text is not a share of 0 to 100 %. */
export function parseShare(text: string): number | null {
  const percent = Number(SHARE_PATTERN.exec(text)?.[1] ?? Number.NaN);
  // A division by 100 is not exact in binary: four decimals of a percent are what the pattern takes.
  return percent <= 100 ? Math.round(percent * 10_000) / 1_000_000 : null;
}

const UNIT_BYTES = { B: 1, KB: 1_000, MB: 1_000_000, KiB: 1_024, MiB: 1_048_576 } as const;

/** How people write a size: a number and its unit. */
export const SIZE_PATTERN: RegExp = /^(\d{1,9}(?:\.\d{1,3})?) ?(B|KB|MB|KiB|MiB)$/;

/** `200KB` as 200,000 bytes, `1KiB` as 1,024; null where the text is not a size. */
export function parseSizeBytes(text: string): number | null {
  const match = SIZE_PATTERN.exec(text);
  return match === null ? null : Math.round(Number(match[1]) * UNIT_BYTES[match[2] as keyof typeof UNIT_BYTES]);
}
