import { propagation, type Context, type Span } from "@opentelemetry/api";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";

/** What the caller says about a request, copied from its baggage to every span made while serving it. */
const COPIED_KEYS: readonly string[] = ["governor.journey", "governor.step", "governor.tenant"];

/**
 * Journey, step and tenant travel in W3C baggage, which no backend sees: this copies them to span attributes, which
 * every backend does. Only the listed keys: baggage comes from outside, and attributes are kept.
 */
export class BaggageSpanProcessor implements SpanProcessor {
  onStart(span: Pick<Span, "setAttribute">, parentContext: Context): void {
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
