import type { Span } from "@governor/contract";
import { expect, it } from "vitest";

import { CHANGE_EVENT_COLUMNS, RowEncoder, SPAN_COLUMNS } from "./rowbinary.ts";
import { parseRows } from "./testing/memory-facts.ts";

const SPAN: Span = {
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  parentSpanId: "",
  traceState: "ot=th:8",
  flags: 4_294_967_295,
  name: "日本語 ".repeat(20),
  kind: 2,
  startUnixNs: 1763899200000000001n,
  durationNs: 25_000_002n,
  status: 2,
  statusMessage: "x".repeat(20_000),
  tags: {
    service: "case-api",
    env: "e",
    tenant: "t",
    feature: "f",
    domain: "d",
    journey: "j",
    step: "s",
    release: "v2",
  },
  httpMethod: "GET",
  httpRoute: "/cases/:id",
  httpStatus: 503,
  dbSystem: "postgresql",
  dbQuery: "SELECT 1",
  scopeName: "scope",
  scopeVersion: "1",
  resourceAttributes: { "service.name": "case-api", host: "ü".repeat(200) },
  attributes: { a: "1", "": "" },
  events: [{ timeUnixNs: 1763899200000000009n, name: "retry", attributes: { n: "1" } }],
  links: [{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", attributes: { why: "batch" } }],
  weight: 2.5,
  weightKnown: true,
};

it("writes a span in the order of its columns", () => {
  const encoder = new RowEncoder();
  encoder.span(SPAN, 1_763_899_201_234.9);
  expect(encoder.rows).toBe(1);
  expect(parseRows(encoder.take(), SPAN_COLUMNS)).toEqual([
    {
      received_at: 1_763_899_201_234n,
      start_time: SPAN.startUnixNs,
      duration_ns: SPAN.durationNs,
      trace_id: SPAN.traceId,
      span_id: SPAN.spanId,
      parent_span_id: "0000000000000000",
      trace_state: "ot=th:8",
      flags: SPAN.flags,
      kind: 2,
      name: SPAN.name,
      status: 2,
      status_message: SPAN.statusMessage,
      ...SPAN.tags,
      http_method: "GET",
      http_route: "/cases/:id",
      http_status: 503,
      db_system: "postgresql",
      db_query: "SELECT 1",
      scope_name: "scope",
      scope_version: "1",
      resource_attributes: SPAN.resourceAttributes,
      attributes: SPAN.attributes,
      event_times: [1763899200000000009n],
      event_names: ["retry"],
      event_attributes: [{ n: "1" }],
      link_trace_ids: ["0af7651916cd43dd8448eb211c80319c"],
      link_span_ids: ["b7ad6b7169203331"],
      link_attributes: [{ why: "batch" }],
      weight: 2.5,
      weight_known: 1,
    },
  ]);
});

it("repeats the bytes of a resource for each of its spans, also after it grew and after rows were taken", () => {
  const encoder = new RowEncoder();
  const other = { ...SPAN, resourceAttributes: { other: "resource" } };
  const written: Buffer[] = [];
  for (let i = 0; i < 20; i++) encoder.span(SPAN, 0);
  written.push(encoder.take());
  for (const span of [SPAN, SPAN, other, other, SPAN]) encoder.span(span, 0);
  written.push(encoder.take());
  const resources = parseRows(Buffer.concat(written), SPAN_COLUMNS).map((row) => row["resource_attributes"]);
  const own = SPAN.resourceAttributes;
  expect(resources).toEqual([
    ...Array.from({ length: 22 }, () => own),
    { other: "resource" },
    { other: "resource" },
    own,
  ]);
});

it.each([0, 41, 42, 43, 127, 128, 16_383, 16_384])("writes a string of %d characters of any width", (length) => {
  for (const character of ["a", "ü", "€"]) {
    const encoder = new RowEncoder();
    encoder.span({ ...SPAN, dbQuery: character.repeat(length) }, 0);
    expect(parseRows(encoder.take(), SPAN_COLUMNS)[0]?.["db_query"]).toBe(character.repeat(length));
  }
});

it("writes a change event in the order of its columns", () => {
  const encoder = new RowEncoder();
  encoder.changeEvent(
    {
      id: "id-1",
      kind: "deploy",
      timeUnixMs: 1_763_899_200_000,
      service: "case-api",
      env: "production",
      release: "v2",
      sha: "abc",
      actor: "ada",
      owner: "cases",
      url: "https://ci.example/1",
      title: "Deploy",
    },
    1_763_899_201_000,
  );
  expect(parseRows(encoder.take(), CHANGE_EVENT_COLUMNS)).toEqual([
    {
      received_at: 1_763_899_201_000n,
      id: "id-1",
      kind: "deploy",
      time: 1_763_899_200_000n,
      service: "case-api",
      env: "production",
      release: "v2",
      sha: "abc",
      actor: "ada",
      owner: "cases",
      url: "https://ci.example/1",
      title: "Deploy",
    },
  ]);
});
