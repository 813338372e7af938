import type { Period, Versioned } from "./base.ts";
import type { ChangeEvent } from "../fact.ts";

export interface Release {
  service: string;
  env: string;
  release: string;
  /** The release seen before it on the same service and env; empty for the first. */
  previous: string;
  /** First and last span with this release; null where it was announced but never seen. */
  firstSeenMs: number | null;
  lastSeenMs: number | null;
  spans: number;
  event: ChangeEvent | null;
}

/** `GET /api/v1/releases` */
export interface ReleasesResponse extends Versioned {
  period: Period;
  releases: Release[];
}

/** `POST /v1/events` */
export interface EventAccepted extends Versioned {
  /** The sender's, else made from the content; the same id sent again is the same event. */
  id: string;
}
