import { propagation, type Context } from "@opentelemetry/api";

/** What the caller says about a request, copied from its baggage to every span made while serving it. */
const COPIED_KEYS: readonly string[] = ["governor.journey", "governor.step", "governor.tenant"];

interface StartingSpan {
  setAttribute(key: string, value: string): unknown;
}

/**
 * Journey, step and tenant travel in W3C baggage, which no backend sees: this copies them to span attributes, which
 * every backend does. Only the listed keys: baggage comes from outside, and attributes are kept.
 */
export class BaggageSpanProcessor {
  onStart(span: StartingSpan, parentContext: Context): void {
    const baggage = propagation.getBaggage(parentContext);
    if (!baggage) return;
    for (const key of COPIED_KEYS) {
      const entry = baggage.getEntry(key);
      if (entry) span.setAttribute(key, entry.value);
    }
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
