import type { ChangeEvent, EndpointOffendersResponse, JourneysResponse, SeriesPoint } from "@governor/contract";
import { useApi } from "./api.ts";
import { filtersOf, type BoardSearch } from "./search.ts";
import { slotOf } from "./series.ts";

/** An earlier period that is laid over the one on screen. */
export interface Compared {
  fromMs: number;
  toMs: number;
  /** What is added to its times to lay it over the present ones. */
  shiftMs: number;
  /** Nothing of it is drawn before this time of the present period. */
  sinceMs: number;
  label: string;
}

export interface Overlay {
  label: string;
  /** At the times of the present period. */
  series: SeriesPoint[];
}

interface Shown {
  period: { fromMs: number; toMs: number };
  markers: readonly ChangeEvent[];
  series: readonly SeriesPoint[];
}

/** `previous`, or `release:v2` for what was just before the deploy of v2; null where the URL asks for neither, or the deploy is not in the period. */
export function comparedOf(compare: string | undefined, { period, markers, series }: Shown): Compared | null {
  const { fromMs, toMs } = period;
  const slotMs = Math.max(slotOf(series), 1_000);
  const toSlots = (ms: number) => Math.ceil(ms / slotMs) * slotMs;
  if (compare === "previous") return shifted(toSlots(toMs - fromMs), -Infinity, "the period before");
  const release = /^release:(.+)$/.exec(compare ?? "")?.[1];
  const deploy = release === undefined ? undefined : deployOf(release, markers);
  if (deploy === undefined || deploy.timeUnixMs >= toMs || deploy.timeUnixMs < fromMs) return null;
  return shifted(toSlots(toMs - deploy.timeUnixMs), deploy.timeUnixMs, `just before ${release}`);

  /** On slots, so that it is the same period, and the same read, until the next slot begins. */
  function shifted(shiftMs: number, sinceMs: number, label: string): Compared {
    const start = Math.floor(fromMs / slotMs) * slotMs - shiftMs;
    return { fromMs: start, toMs: start + toSlots(toMs - fromMs), shiftMs, sinceMs, label };
  }
}

/** Releases that were deployed in the period, the newest first. */
export function releasesIn(markers: readonly ChangeEvent[]): string[] {
  const deploys = markers.filter((marker) => marker.kind === "deploy" && marker.release !== "");
  return [...new Set(deploys.toSorted((a, b) => b.timeUnixMs - a.timeUnixMs).map((marker) => marker.release))];
}

function deployOf(release: string, markers: readonly ChangeEvent[]): ChangeEvent | undefined {
  return markers.findLast((marker) => marker.kind === "deploy" && marker.release === release);
}

/** The earlier series of one step. */
export function useStepBefore(search: BoardSearch, journey: string, step: string, compared: Compared | null) {
  const { data } = useApi<JourneysResponse>(
    "/journeys",
    { ...filtersOf(search), journey, step, ...bounds(compared) },
    false,
    compared !== null,
  );
  const found = data?.journeys.find((each) => each.journey === journey)?.steps.find((each) => each.step === step);
  return overlayOf(compared, data?.period, found?.series);
}

/** The earlier series of one endpoint. */
export function useEndpointBefore(
  search: BoardSearch,
  { service, env, endpoint }: { service: string; env: string; endpoint: string },
  compared: Compared | null,
) {
  const { data } = useApi<EndpointOffendersResponse>(
    "/offenders/endpoints",
    { ...filtersOf(search), service, env, q: endpoint.slice(0, 200), limit: "50", ...bounds(compared) },
    false,
    compared !== null,
  );
  const found = data?.endpoints.find(
    (each) => each.service === service && each.env === env && each.endpoint === endpoint,
  );
  return overlayOf(compared, data?.period, found?.series);
}

function bounds(compared: Compared | null) {
  return compared ? { from: String(compared.fromMs), to: String(compared.toMs) } : {};
}

/** The series at the times of the present period; null while what was read is of another one. */
export function overlayOf(
  compared: Compared | null,
  read: { fromMs: number } | undefined,
  series: readonly SeriesPoint[] | undefined,
): Overlay | null {
  if (!compared || !read || !series) return null;
  const lengthMs = compared.toMs - compared.fromMs;
  if (Math.abs(read.fromMs - compared.fromMs) > lengthMs / 10) return null;
  const moved = series.map((point) => ({ ...point, timeUnixMs: point.timeUnixMs + compared.shiftMs }));
  return { label: compared.label, series: moved.filter((point) => point.timeUnixMs >= compared.sinceMs) };
}
