import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LIMITS } from "@governor/contract";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { z } from "zod";

const RECIPE = readFileSync(
  fileURLToPath(new URL("../../../../../deploy/collector/fan-out.yaml", import.meta.url)),
  "utf8",
);

/** Of a span with some thirty attributes, inflated: the figure that the recipe reckons with. */
const SPAN_BYTES = 4_000;
const FROM_ENVIRONMENT = /^(?:Bearer )?\$\{env:[A-Z][A-Z0-9_]*\}$/;

const duration = z.string().regex(/^\d+(?:ms|s|m|h)$/);
const queue = z.strictObject({
  enabled: z.literal(true),
  storage: z.string(),
  queue_size: z.int().positive(),
  num_consumers: z.int().positive().optional(),
});
const retry = z.strictObject({
  enabled: z.literal(true),
  initial_interval: duration.optional(),
  max_interval: duration.optional(),
  max_elapsed_time: duration.optional(),
});
const exporter = z.strictObject({
  endpoint: z.string().regex(FROM_ENVIRONMENT),
  compression: z.literal("gzip"),
  headers: z.record(z.string(), z.string().regex(FROM_ENVIRONMENT)),
  timeout: duration.optional(),
  retry_on_failure: retry,
  sending_queue: queue,
});
const listener = z.strictObject({ endpoint: z.string().regex(/^[\d.]+:\d+$/) });
const pipeline = z.strictObject({
  receivers: z.array(z.string()).min(1),
  processors: z.array(z.string()).min(1),
  exporters: z.array(z.string()).min(1),
});

/** The parts of a Collector's configuration that the recipe uses, and nothing else: a misspelt key is an error. */
const collector = z.strictObject({
  extensions: z.record(
    z.string().regex(/^file_storage\//),
    z.strictObject({ directory: z.string().startsWith("/"), create_directory: z.literal(true) }),
  ),
  receivers: z.strictObject({
    otlp: z.strictObject({ protocols: z.strictObject({ grpc: listener, http: listener }) }),
  }),
  processors: z.strictObject({
    memory_limiter: z.strictObject({
      check_interval: duration,
      limit_percentage: z.int().min(1).max(90),
      spike_limit_percentage: z.int().min(1).max(90),
    }),
    batch: z.strictObject({
      timeout: duration,
      send_batch_size: z.int().positive(),
      send_batch_max_size: z.int().positive(),
    }),
  }),
  exporters: z.record(z.string().regex(/^otlphttp\//), exporter),
  service: z.strictObject({
    extensions: z.array(z.string()),
    pipelines: z.strictObject({ traces: pipeline, metrics: pipeline, logs: pipeline }),
  }),
});
type Collector = z.infer<typeof collector>;

/** What would not work, in words; empty for a configuration that is sound. */
function problemsOf(text: string): string[] {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  if (document.errors.length > 0) return document.errors.map(({ message }) => message);
  const parsed = collector.safeParse(document.toJS());
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return [...referencesIn(parsed.data), ...amountsIn(parsed.data), ...promisesIn(parsed.data)];
}

/** What is named is defined, and what is defined is used. */
function referencesIn({ extensions, receivers, processors, exporters, service }: Collector): string[] {
  const pipelines = Object.values(service.pipelines);
  const storages = Object.values(exporters).map(({ sending_queue }) => sending_queue.storage);
  const compared = (kind: string, defined: object, used: readonly string[]): string[] => [
    ...used.filter((name) => !Object.hasOwn(defined, name)).map((name) => `${kind} ${name} is not defined`),
    ...Object.keys(defined)
      .filter((name) => !used.includes(name))
      .map((name) => `${kind} ${name} is not used`),
  ];
  return [
    ...compared("extension", extensions, service.extensions),
    ...compared("extension", extensions, storages),
    ...["receivers", "processors", "exporters"].flatMap((kind) =>
      compared(
        kind,
        { receivers, processors, exporters }[kind] ?? {},
        pipelines.flatMap((one) => one[kind as keyof typeof one]),
      ),
    ),
  ];
}

function amountsIn({ processors: { batch } }: Collector): string[] {
  const problems: string[] = [];
  if (batch.send_batch_size > batch.send_batch_max_size) problems.push("a batch is larger than it may be");
  if (batch.send_batch_max_size * SPAN_BYTES > LIMITS.otlpBodyBytes)
    problems.push(`a request of ${batch.send_batch_max_size} spans is more than Governor takes`);
  return problems;
}

function promisesIn({ exporters, service: { pipelines } }: Collector): string[] {
  const { "otlphttp/governor": governor } = exporters;
  const problems: string[] = [];
  if (governor?.headers["authorization"]?.startsWith("Bearer ") !== true) problems.push("Governor gets no key");
  if (governor?.retry_on_failure.max_elapsed_time !== "0s")
    problems.push("Governor's spans are given up after a while");
  if (!pipelines.traces.exporters.includes("otlphttp/governor")) problems.push("Governor gets no traces");
  for (const [signal, { processors, exporters: receivers }] of Object.entries(pipelines)) {
    if (!receivers.includes("otlphttp/present")) problems.push(`${signal} do not go where they went`);
    if (signal !== "traces" && receivers.includes("otlphttp/governor")) problems.push(`Governor takes no ${signal}`);
    // Refused before it is batched, else the limiter limits nothing.
    if (processors[0] !== "memory_limiter" || processors.at(-1) !== "batch")
      problems.push(`${signal} are not limited first and batched last`);
  }
  return problems;
}

test("the Collector recipe refers only to what it defines, fits Governor's limits and holds no key", () => {
  expect(problemsOf(RECIPE)).toEqual([]);
});

test.each([
  [
    "a missing component",
    "[otlphttp/governor, otlphttp/present]",
    "[otlphttp/govenor, otlphttp/present]",
    "not defined",
  ],
  ["traces that Governor does not get", "[otlphttp/governor, otlphttp/present]", "[otlphttp/present]", "not used"],
  [
    "a queue in memory",
    "      storage: file_storage/queue\n      queue_size",
    "      queue_size",
    "sending_queue.storage",
  ],
  [
    "another storage",
    "storage: file_storage/queue",
    "storage: file_storage/other",
    "file_storage/other is not defined",
  ],
  ["a storage that is not started", "extensions: [file_storage/queue]", "extensions: []", "not used"],
  [
    "retries that are off",
    "enabled: true\n      initial_interval",
    "enabled: false\n      initial_interval",
    "retry_on_failure",
  ],
  ["spans that are given up", "max_elapsed_time: 0s", "max_elapsed_time: 300s", "given up"],
  ["a batch beyond the limit", "send_batch_max_size: 10000", "send_batch_max_size: 20000", "more than Governor takes"],
  ["a batch without a limit", /\n +send_batch_max_size: 10000/, "", "send_batch_max_size"],
  ["a key in the file", "${env:GOVERNOR_INGEST_KEY}", "gvk_0123456789", "authorization"],
  ["a key's name misspelt", "      authorization: Bearer", "      authorisation: Bearer", "gets no key"],
  ["a misspelt key", "compression: gzip", "compresion: gzip", "compression"],
  ["a limiter behind the batch", "[memory_limiter, batch]", "[batch, memory_limiter]", "limited first"],
  ["a key twice", "    timeout: 1s", "    timeout: 1s\n    timeout: 2s", "unique"],
] as const)("%s is found", (_what, from, to, problem) => {
  const broken = RECIPE.replace(from, () => to);
  expect(broken).not.toBe(RECIPE);
  expect(problemsOf(broken).join("\n")).toContain(problem);
});
