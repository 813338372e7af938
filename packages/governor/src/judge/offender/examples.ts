import { noTags, type TagSubset } from "@governor/contract";
import type { Facts } from "../../store/facts/facts.ts";
import type { Scope } from "../../store/scope.ts";
import { sqlFile } from "../../store/sql.ts";
import { endpointId, type EndpointKey } from "./read.ts";

const EXAMPLES = sqlFile(import.meta.url, "examples.sql");

/** A trace that shows what a rollup's numbers say is looked for in the last hours of the period: rollups know no traces. */
const EXAMPLES_WITHIN_MS = 6 * 3_600_000;

export interface Examples {
  slowTraceId: string | null;
  errorTraceId: string | null;
}

/** The newest traces of the last six hours of a period: at or above each endpoint's bucket, and failed ones; by `endpointId`. */
export async function readExamples(
  facts: Facts,
  query: {
    fromMs: number;
    toMs: number;
    tags: TagSubset;
    endpoints: readonly (EndpointKey & { fromBucket: number })[];
  },
  scope: Scope,
): Promise<Map<string, Examples>> {
  const { endpoints, toMs } = query;
  if (endpoints.length === 0) return new Map();
  const rows = await facts.read<ExampleRow>(
    EXAMPLES,
    {
      ...noTags(),
      ...query.tags,
      from_ms: Math.round(Math.max(query.fromMs, toMs - EXAMPLES_WITHIN_MS)),
      to_ms: Math.round(toMs),
      only_services: endpoints.map((key) => key.service),
      only_envs: endpoints.map((key) => key.env),
      only_kinds: endpoints.map((key) => key.kind),
      only_endpoints: endpoints.map((key) => key.endpoint),
      from_buckets: endpoints.map((key) => key.fromBucket),
    },
    scope,
  );
  return new Map(
    rows.map((row) => [
      endpointId(row),
      {
        slowTraceId: row.has_slow === 1 ? row.slow_trace_id : null,
        errorTraceId: row.has_error === 1 ? row.error_trace_id : null,
      },
    ]),
  );
}

interface ExampleRow extends EndpointKey {
  slow_trace_id: string;
  error_trace_id: string;
  has_slow: number;
  has_error: number;
}
