import type { ChangeEvent, Release } from "@governor/contract";
import type { SeenRelease } from "./read.ts";

/**
 * Releases in the order in which they came, oldest first: what telemetry saw and what was announced, joined by service,
 * env and release. An announcement without a service or env belongs to every release that bears its name; where none
 * was seen it stands for itself. `previous` is the release that came before on the same service and env.
 */
export function releasesOf(seen: readonly SeenRelease[], events: readonly ChangeEvent[]): Release[] {
  const announced = events.filter((event) => event.release !== "");
  const releases: Release[] = seen.map((one) => ({
    ...one,
    previous: "",
    event: announced.findLast((event) => announces(event, one)) ?? null,
  }));
  for (const event of announced) {
    if (releases.some((release) => announces(event, release))) continue;
    const { service, env, release } = event;
    releases.push({ service, env, release, previous: "", firstSeenMs: null, lastSeenMs: null, spans: 0, event });
  }
  releases.sort((a, b) => cameMs(a) - cameMs(b));
  for (const release of releases) release.previous = previousOf(releases, release);
  return releases;
}

/** When a release came: its first span, else its announcement. */
export function cameMs(release: Release): number {
  return release.firstSeenMs ?? release.event?.timeUnixMs ?? 0;
}

function announces(event: ChangeEvent, release: { service: string; env: string; release: string }): boolean {
  return event.release === release.release && fits(event.service, release.service) && fits(event.env, release.env);
}

function previousOf(releases: readonly Release[], release: Release): string {
  const before = releases.slice(0, releases.indexOf(release));
  const same = before.filter(
    (other) =>
      other.release !== release.release && fits(release.service, other.service) && fits(release.env, other.env),
  );
  return same.at(-1)?.release ?? "";
}

/** An announcement may leave a tag empty: then it is about all. */
function fits(one: string, other: string): boolean {
  return one === "" || other === "" || one === other;
}
