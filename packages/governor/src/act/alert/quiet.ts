import { WEEKDAYS, type QuietHours } from "@governor/contract";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/**
 * When the quiet hours that run now end, epoch milliseconds; null where none run. Hours are read off a clock in their time
 * zone, so that 07:00 is 07:00 in summer and in winter. Throws where the time zone is none (see `isTimezone`).
 */
export function quietUntilMs(quiet: QuietHours | null, nowMs: number): number | null {
  if (quiet === null || !isQuietAt(quiet, nowMs)) return null;
  // The clock may be put forward or back until then, so the end is looked for minute by minute from a whole one.
  const startMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  for (let minutes = 1; minutes <= SEARCH_MINUTES; minutes++) {
    if (!isQuietAt(quiet, startMs + minutes * MINUTE_MS)) return startMs + minutes * MINUTE_MS;
  }
  return startMs + SEARCH_MINUTES * MINUTE_MS;
}

/** Quiet hours end within a day, which a change of the clock makes 25 hours at most; those of days in a row touch. */
const SEARCH_MINUTES = 25 * 60;

/** `22:00` in minutes from midnight; null where it is no time of a day. */
export function minuteOfDay(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

export function isTimezone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

function isQuietAt({ from, to, timezone, days }: QuietHours, timeMs: number): boolean {
  const { minute, day } = localTime(timezone, timeMs);
  const fromMinute = minuteOfDay(from) ?? 0;
  const toMinute = minuteOfDay(to) ?? 0;
  const begins = (dayIndex: number): boolean =>
    days.includes(WEEKDAYS[(dayIndex + 7) % 7] as (typeof WEEKDAYS)[number]);
  if (fromMinute < toMinute) return begins(day) && minute >= fromMinute && minute < toMinute;
  return (begins(day) && minute >= fromMinute) || (begins(day - 1) && minute < toMinute);
}

/** Minute of the day, and day of the week from Monday = 0, on a clock in the time zone. */
function localTime(timezone: string, timeMs: number): { minute: number; day: number } {
  const parts = Object.fromEntries(
    clockOf(timezone)
      .formatToParts(timeMs)
      .map(({ type, value }) => [type, value]),
  );
  const minute = (Number(parts["hour"]) * 60 + Number(parts["minute"])) % DAY_MINUTES;
  return { minute, day: WEEKDAYS.indexOf((parts["weekday"] ?? "").toLowerCase() as (typeof WEEKDAYS)[number]) };
}

// Making one costs a hundred times what asking it does.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const options = { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const clock = new Intl.DateTimeFormat("en-US", options);
  clocks.set(timeZone, clock);
  return clock;
}
