import { WEEKDAYS, type QuietHours } from "@governor/contract";

/** `22:00–07:00, not sat sun`: the days are named where they are not all. */
export function quietText(quiet: QuietHours | null): string {
  if (quiet === null) return "never";
  const { from, to, timezone, days } = quiet;
  const missing = WEEKDAYS.filter((day) => !days.includes(day));
  const which =
    missing.length === 0 ? "" : missing.length < 4 ? `, not ${missing.join(" ")}` : `, only ${days.join(" ")}`;
  return `${from}–${to} ${timezone}${which}`;
}
