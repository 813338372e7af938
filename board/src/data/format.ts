import type { Unit } from "@governor/contract";
import { clockText, dayText } from "./range.ts";

/** Numbers and times as the board writes them: three significant figures, a no-break space before the unit. */
const GAP = "\u00a0";
const MINUS = "\u2212";

export function msText(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 10) return `${trim(ms, 2)}${GAP}ms`;
  if (ms < 999.5) return `${Math.round(ms)}${GAP}ms`;
  if (ms < 120_000) return `${trim(ms / 1_000, ms < 10_000 ? 2 : 1)}${GAP}s`;
  if (ms < 3_600_000) return `${trim(ms / 60_000, 1)}${GAP}min`;
  return `${trim(ms / 3_600_000, 1)}${GAP}h`;
}

/** `71 h 12 min`: for sums of time. */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return msText(ms);
  return `${Math.floor(minutes / 60)}${GAP}h${GAP}${minutes % 60}${GAP}min`;
}

export function countText(count: number): string {
  if (count < 1_000) return trim(count, 1);
  if (count < 10_000) return `${trim(count / 1_000, 2)}k`;
  if (count < 999_500) return `${trim(count / 1_000, count < 100_000 ? 1 : 0)}k`;
  return `${trim(count / 1_000_000, 2)}M`;
}

/** `4,459`: where every one was counted and the figure is the point. */
export function wholeText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Events a minute; what is not zero never reads as zero. */
export function rateText(perMinute: number): string {
  return perMinute > 0 && perMinute < 0.05 ? `<${GAP}0.1` : countText(perMinute);
}

/** 0..1 as `38.2 %`; a rate that is not zero never reads as zero. */
export function shareText(share: number | null): string {
  if (share === null) return "–";
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return `<${GAP}0.1${GAP}%`;
  return `${trim(percent, percent < 10 ? 1 : percent < 100 ? 1 : 0)}${GAP}%`;
}

/** −0.04 as `−4 %`, signed; null (too little on one side) as a dash. */
export function changeText(change: number | null): string {
  if (change === null) return "–";
  const percent = Math.round(change * 100);
  if (percent === 0) return `0${GAP}%`;
  if (percent >= 1_000) return `×${trim(1 + change, 1)}`;
  return `${percent > 0 ? "+" : MINUS}${Math.abs(percent)}${GAP}%`;
}

/** How a change reads: slower than 5 % is bad, faster than 5 % is good, the rest is noise. */
export function changeTone(change: number | null): "bad" | "good" | "mut" {
  if (change === null || Math.abs(change) < 0.05) return "mut";
  return change > 0 ? "bad" : "good";
}

/** A verdict's figure in its own unit. */
export function valueText(value: number | null, unit: Unit): string {
  if (value === null) return "–";
  if (unit === "ms") return msText(value);
  if (unit === "ratio") return shareText(value);
  return unit === "bytes" ? bytesText(value) : countText(value);
}

/** Decimal, as disks and networks are sold: `1.2 MB`. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${trim(value, value < 10 ? 1 : 0)}${GAP}${units[power]}`;
}

/** `3 s`, `12 min`, `5 h`, `9 days`. */
export function agoText(agoMs: number): string {
  const seconds = Math.max(0, Math.round(agoMs / 1_000));
  if (seconds < 60) return `${seconds}${GAP}s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)}${GAP}min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)}${GAP}h`;
  return `${Math.round(seconds / 86_400)}${GAP}days`;
}

/** `14:02` today, with its date on any other day. */
export function timeText(timeUnixMs: number, nowMs: number, seconds = false): string {
  const date = new Date(timeUnixMs);
  const clock = clockText(date, seconds);
  return dayText(date) === dayText(new Date(nowMs)) ? clock : `${dayText(date)} ${clock}`;
}

/** An end of a period's axis: the clock within a day, else the date. */
export function dayOrTimeText(timeUnixMs: number, periodEndMs: number): string {
  const date = new Date(timeUnixMs);
  return dayText(date) === dayText(new Date(periodEndMs)) ? clockText(date) : dayText(date);
}

export function shortId(id: string): string {
  return id.length <= 10 ? id : `${id.slice(0, 4)}…${id.slice(-4)}`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

function trim(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
