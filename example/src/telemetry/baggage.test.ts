import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { BaggageSpanProcessor } from "./baggage.ts";

function attributesOfSpanUnder(entries: Record<string, { value: string }>): object | undefined {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new BaggageSpanProcessor(), new SimpleSpanProcessor({ exporter })],
  });
  const parent = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(entries));
  provider.getTracer("test").startSpan("work", {}, parent).end();
  return exporter.getFinishedSpans()[0]?.attributes;
}

test("journey, step and tenant are copied from the caller's baggage to the span", () => {
  const entries = {
    "governor.journey": { value: "case-search" },
    "governor.step": { value: "search" },
    "governor.tenant": { value: "fjord-federal" },
  };
  expect(attributesOfSpanUnder(entries)).toEqual({
    "governor.journey": "case-search",
    "governor.step": "search",
    "governor.tenant": "fjord-federal",
  });
});

test("other baggage stays out of the telemetry", () => {
  expect(attributesOfSpanUnder({ "session.token": { value: "secret" } })).toEqual({});
});

test("a request without baggage gets no attributes", () => {
  expect(propagation.getBaggage(context.active())).toBeUndefined();
  expect(attributesOfSpanUnder({})).toEqual({});
});
