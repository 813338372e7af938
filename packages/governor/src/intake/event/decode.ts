import type { ChangeEvent } from "@governor/contract";

import { cloudEventOf, readCloudEvent } from "./cloudevent.ts";
import type { Headers } from "./headers.ts";
import { readPlain } from "./plain.ts";

export interface DecodedEvent {
  event: ChangeEvent;
  /** Fields of a foreign format that Governor does not keep. Our own form has none: there an unknown key is an error. */
  ignored: number;
}

/**
 * A change event from the JSON body of `POST /v1/events`: our plain form, or a CloudEvent in structured or binary mode,
 * CDEvents' service events among them. Pure.
 *
 * @param nowMs the receiver's clock, epoch milliseconds: the event's time where the sender gives none
 * @throws GovernorError event.invalid
 */
export function decodeEvent(body: unknown, headers: Headers, nowMs: number): ChangeEvent {
  return decodeEventCounted(body, headers, nowMs).event;
}

/** The same, with the count of what was ignored. */
export function decodeEventCounted(body: unknown, headers: Headers, nowMs: number): DecodedEvent {
  const cloudEvent = cloudEventOf(body, headers);
  return cloudEvent === null ? { event: readPlain(body, nowMs), ignored: 0 } : readCloudEvent(cloudEvent, nowMs);
}
