import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { DEFAULT_POLICY } from "../catalog/policy.ts";
import { SILENT_LOG } from "../log.ts";
import type { Facts } from "../store/facts/facts.ts";
import { openFacts } from "../store/facts/open.ts";
import { SYSTEM_SCOPE } from "../store/scope.ts";
import { decodeEvent } from "./event/decode.ts";
import { openIntake, type Intake } from "./intake.ts";
import type { LogSettings } from "./log/settings.ts";
import { memoryFacts, type MemoryFacts } from "./testing/memory-facts.ts";
import { asProtobuf, NOW_MS, requestOf, testSpan, text } from "./testing/trace-request.ts";

let dataDir: string;
let facts: MemoryFacts;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "governor-intake-"));
  facts = memoryFacts();
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

function open(store: Pick<Facts, "insert"> = facts, settings: Partial<LogSettings> = {}): Promise<Intake> {
  return openIntake({
    dataDir,
    facts: store,
    log: SILENT_LOG,
    policy: () => DEFAULT_POLICY,
    nowMs: () => NOW_MS,
    settings,
    closeTimeoutMs: 500,
  });
}

function sendSpan(intake: Intake, i: number): ReturnType<Intake["traces"]> {
  const span = testSpan({ spanId: (i + 1).toString(16).padStart(16, "0"), name: `span ${i}` });
  const resource = [text("service.name", "case-api"), text("governor.tenant", i % 2 === 0 ? "acme" : "globex")];
  const body = gzipSync(asProtobuf(requestOf([span], resource)));
  return intake.traces({ contentType: "application/x-protobuf", contentEncoding: "gzip", body });
}

it("writes a thousand concurrent requests with far fewer syncs, and each span once", async () => {
  const intake = await open();
  const responses = await Promise.all(Array.from({ length: 1_000 }, (_, i) => sendSpan(intake, i)));
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
  expect(intake.stats()).toMatchObject({ spansAcknowledged: 1_000, spansPending: 1_000 });
  expect(intake.stats().fsyncs).toBeLessThan(100);
  expect(await intake.flush(5_000)).toBe(true);
  expect(intake.stats()).toMatchObject({ spansPending: 0, walBytes: 0, problems: [] });
  expect(new Set(facts.rows("trace_spans").map((row) => row["span_id"])).size).toBe(1_000);
  expect(facts.rows("trace_spans")).toHaveLength(1_000);
  await intake.close();
});

it("keeps what was acknowledged while the store is away, over a restart", async () => {
  facts.failure = new Error("connect ECONNREFUSED");
  const before = await open();
  await Promise.all(Array.from({ length: 20 }, (_, i) => sendSpan(before, i)));
  await before.events(decodeEvent({ service: "case-api", release: "v2" }, {}, NOW_MS));
  expect(await before.flush(50)).toBe(false);
  expect(before.stats()).toMatchObject({ spansPending: 20, eventsPending: 1 });
  expect(before.stats().problems.join()).toContain("ECONNREFUSED");
  await before.close();
  facts.failure = null;
  const after = await open();
  expect(await after.flush(5_000)).toBe(true);
  expect(facts.rows("trace_spans")).toHaveLength(20);
  expect(facts.rows("change_events")).toMatchObject([{ service: "case-api", release: "v2" }]);
  await after.close();
});

it("answers 503 with Retry-After once the backlog is full, for spans and for events", async () => {
  facts.failure = new Error("away");
  const intake = await open(facts, { backlogBytes: 1 });
  expect((await sendSpan(intake, 0)).status).toBe(200);
  const refused = await sendSpan(intake, 1);
  expect({ status: refused.status, retry: refused.headers["retry-after"] }).toEqual({ status: 503, retry: "5" });
  const event = decodeEvent({ service: "case-api", release: "v2" }, {}, NOW_MS);
  await expect(intake.events(event)).rejects.toMatchObject({ code: "intake.unavailable", http: 503 });
  facts.failure = null;
  expect(await intake.flush(10_000)).toBe(true);
  expect((await sendSpan(intake, 1)).status).toBe(200);
  await intake.close();
});

it("cuts a large request into records, and still acknowledges it as one", async () => {
  const intake = await open();
  const spans = Array.from({ length: 2_000 }, (_, i) =>
    testSpan({ spanId: (i + 1).toString(16).padStart(16, "0"), attributes: [text("payload", "x".repeat(2_000))] }),
  );
  const response = await intake.traces({
    contentType: "application/x-protobuf",
    contentEncoding: "",
    body: asProtobuf(requestOf(spans)),
  });
  expect(response.status).toBe(200);
  expect(await intake.flush(10_000)).toBe(true);
  expect(facts.rows("trace_spans")).toHaveLength(2_000);
  await intake.close();
});

it("refuses a request whose resource would be repeated beyond the limit, and keeps nothing of it", async () => {
  const intake = await open();
  const resource = Array.from({ length: 64 }, (_, i) => text(`key-${i}`, "x".repeat(16_000)));
  const spans = Array.from({ length: 400 }, () => testSpan());
  const response = await intake.traces({
    contentType: "application/x-protobuf",
    contentEncoding: "",
    body: asProtobuf(requestOf(spans, resource)),
  });
  expect(response.status).toBe(413);
  expect(intake.stats()).toMatchObject({ spansAcknowledged: 0, walBytes: 0 });
  await intake.close();
});

describe("with the real engine", () => {
  it("spans and events are read back as they were sent, also when a segment is inserted twice", async () => {
    const store = await openFacts({ dataDir, log: SILENT_LOG });
    try {
      // Each batch goes in twice, as after a crash between the insert and the checkpoint.
      const twice = {
        insert: async (batch: Parameters<Facts["insert"]>[0]) =>
          [await store.insert(batch), await store.insert(batch)] as never,
      };
      const intake = await open(twice);
      expect((await sendSpan(intake, 0)).status).toBe(200);
      expect((await sendSpan(intake, 1)).status).toBe(200);
      const event = decodeEvent({ service: "case-api", release: "v2", env: "production", title: "naïve" }, {}, NOW_MS);
      await intake.events(event);
      expect(await intake.flush(30_000)).toBe(true);
      const read = (statement: string): Promise<object[]> =>
        store.read({ text: statement, name: "test" }, {}, SYSTEM_SCOPE);
      expect(
        await read(
          "SELECT lower(hex(trace_id)) AS trace, name, service, tenant, toUnixTimestamp64Nano(start_time) AS start, duration_ns, attributes, resource_attributes['service.name'] AS resource FROM trace_spans ORDER BY span_id",
        ),
      ).toEqual(
        ["acme", "globex"].map((tenant, i) => ({
          trace: "5b8efff798038103d269b633813fc60c",
          name: `span ${i}`,
          service: "case-api",
          tenant,
          start: String(BigInt(NOW_MS) * 1_000_000n),
          duration_ns: "25000000",
          attributes: {},
          resource: "case-api",
        })),
      );
      expect(await read("SELECT count() AS n, sum(weight_q) AS weights FROM spans")).toEqual([
        { n: "2", weights: "512" },
      ]);
      expect(await read("SELECT id, kind, service, release, title FROM change_events FINAL")).toEqual([
        { id: event.id, kind: "deploy", service: "case-api", release: "v2", title: "naïve" },
      ]);
      await intake.close();
    } finally {
      await store.close();
    }
  });

  it("refuses rows that are none with an error the log knows as one of content", async () => {
    const store = await openFacts({ dataDir, log: SILENT_LOG });
    try {
      const broken: Pick<Facts, "insert"> = {
        insert: (batch) =>
          store.insert({
            ...batch,
            body: async function* () {
              yield Buffer.alloc(100, 0xff);
            },
          }),
      };
      const intake = await open(broken, { retryMinMs: 5, retryMaxMs: 10 });
      await sendSpan(intake, 0);
      expect(await intake.flush(20_000)).toBe(true);
      expect(intake.stats().problems.join()).toContain("was put aside");
      await intake.close();
    } finally {
      await store.close();
    }
  });
});
