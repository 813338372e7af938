/** A period as the URL says it. */
export interface Range {
  from: string;
  to: string;
  /** It moves with the clock. */
  live: boolean;
}

export const DEFAULT_FROM = "now-1h";

/** What the period menu offers, and what `z` widens a relative period through. */
export const PRESETS = ["now-15m", "now-1h", "now-3h", "now-6h", "now-24h", "now-7d", "now-30d"] as const;

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Narrower than this there is nothing to see between two buckets. */
const MIN_ZOOM_MS = 1_000;

/** `defaultFrom`: where a page begins whose own period is longer. */
export function rangeOf(search: { from?: string; to?: string }, defaultFrom: string = DEFAULT_FROM): Range {
  const from = search.from !== undefined && isTime(search.from) ? search.from : defaultFrom;
  const to = search.to !== undefined && isTime(search.to) ? search.to : "now";
  return { from, to, live: to.startsWith("now") };
}

/** Epoch milliseconds of `now-15m` or of digits; NaN for anything else. */
export function timeMs(text: string, nowMs: number): number {
  if (/^\d+$/.test(text)) return Number(text);
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text);
  if (!relative) return Number.NaN;
  return nowMs - Number(relative[1] ?? 0) * (UNIT_MS[relative[2] ?? "s"] ?? 0);
}

/** A drag over a chart: an absolute period, or null where it is a click. */
export function zoomIn(fromMs: number, toMs: number): { from: string; to: string } | null {
  const [a, b] = fromMs < toMs ? [fromMs, toMs] : [toMs, fromMs];
  if (b - a < MIN_ZOOM_MS) return null;
  return { from: String(Math.floor(a)), to: String(Math.ceil(b)) };
}

/** The next larger preset for a live period; twice as much around the middle, not beyond now, for a fixed one. */
export function zoomOut(
  range: Range,
  nowMs: number,
  defaultFrom: string = DEFAULT_FROM,
): { from: string | undefined; to: string | undefined } {
  const fromMs = timeMs(range.from, nowMs);
  const toMs = timeMs(range.to, nowMs);
  if (range.live && range.to === "now") {
    const wider = PRESETS.find((preset) => timeMs(preset, nowMs) < fromMs) ?? PRESETS.at(-1) ?? range.from;
    return { from: wider === defaultFrom ? undefined : wider, to: undefined };
  }
  const lengthMs = (toMs - fromMs) * 2;
  const end = Math.min(Math.ceil(toMs + lengthMs / 4), nowMs);
  return { from: String(end - lengthMs), to: String(end) };
}

/** `last 1 h`, or `14:02 – 14:20` with dates where they differ. */
export function rangeLabel(range: Range): string {
  const back = /^now-(\d+)([smhd])$/.exec(range.from);
  if (back && range.to === "now") return `last ${back[1]} ${UNIT_WORD[back[2] ?? ""] ?? ""}`;
  if (back || range.to === "now") return `${range.from} – ${range.to}`;
  const from = new Date(Number(range.from));
  const to = new Date(Number(range.to));
  const sameDay = from.toDateString() === to.toDateString();
  const seconds = to.getTime() - from.getTime() < 600_000;
  return `${dayText(from)} ${clockText(from, seconds)} – ${sameDay ? "" : `${dayText(to)} `}${clockText(to, seconds)}`;
}

export function clockText(date: Date, seconds = false): string {
  const text = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  return seconds ? `${text}:${pad(date.getSeconds())}` : text;
}

export function dayText(date: Date): string {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

const UNIT_WORD: Record<string, string> = { s: "s", m: "min", h: "h", d: "days" };

function isTime(text: string): boolean {
  return !Number.isNaN(timeMs(text, 0));
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
