import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { DEFAULT_POLICY } from "../../packages/governor/src/catalog/policy.ts";
import { decodeTraces } from "../../packages/governor/src/intake/otlp/decode.ts";

/** The folder with the OpenTelemetry project's example files under `otlp/`. */
const folder = process.env["GOVERNOR_SHARED_DATA"] ?? "../shared/data";

/** Long after the examples were made. */
const NOW_MS = Date.UTC(2026, 0);

// The files are not part of the checkout; a machine without them has nothing to conform to.
describe.skipIf(!existsSync(join(folder, "otlp")))("OpenTelemetry's own JSON examples", () => {
  const read = (name: string): Buffer => readFileSync(join(folder, "otlp", name));

  it("trace.json decodes to its span, field by field", () => {
    const { spans, rejected } = decodeTraces(read("trace.json"), "json", DEFAULT_POLICY, NOW_MS);
    expect(rejected).toBe(0);
    expect(spans).toMatchObject([
      {
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b174",
        parentSpanId: "eee19b7ec3c1b173",
        name: "I'm a server span",
        kind: 2,
        startUnixNs: 1_544_712_660_000_000_000n,
        durationNs: 1_000_000_000n,
        scopeName: "my.library",
        scopeVersion: "1.0.0",
        attributes: { "my.span.attr": "some value" },
        resourceAttributes: { "service.name": "my.service" },
        tags: { service: "my.service" },
      },
    ]);
  });

  it.each(["metrics.json", "logs.json", "events.json"])(
    "%s holds no spans, and is not taken for a broken request",
    (name) => {
      expect(decodeTraces(read(name), "json", DEFAULT_POLICY, NOW_MS)).toMatchObject({ spans: [], rejected: 0 });
    },
  );
});
