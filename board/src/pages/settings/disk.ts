import type { StoreResponse } from "@governor/contract";
import { bytesText } from "../../data/format.ts";

/** What takes the disk with the data folder; stores on other machines take none of it. */
export function diskParts({ facts, state, log, disk }: StoreResponse): { name: string; bytes: number }[] {
  const own = [
    { name: "facts", bytes: facts.place === "embedded" ? facts.sizeBytes : 0 },
    { name: "state", bytes: state.place === "embedded" ? state.sizeBytes : 0 },
    { name: "log", bytes: log.sizeBytes + log.quarantineBytes },
  ];
  const used = disk.totalBytes - disk.freeBytes;
  const others = Math.max(0, used - own.reduce((sum, { bytes }) => sum + bytes, 0));
  return [...own.filter(({ bytes }) => bytes > 0), { name: "other", bytes: others }];
}

/** How long the disk lasts, as a sentence. */
export function forecastText({ forecast }: StoreResponse): string {
  if (forecast === null) return "Not enough data for a forecast yet";
  const { bytesPerDay, daysUntilFull, steadyStateBytes } = forecast;
  const grows = `Grows by ${bytesText(bytesPerDay)} a day`;
  if (daysUntilFull !== null) return `${grows}: the disk is full in ${Math.max(0, Math.floor(daysUntilFull))} days`;
  return steadyStateBytes === null
    ? `${grows}: the disk lasts for years`
    : `${grows}, and settles at ${bytesText(steadyStateBytes)}: the disk suffices`;
}
