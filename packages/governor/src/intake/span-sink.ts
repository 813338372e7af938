import { LIMITS } from "@governor/contract";

import type { Entry, TableSchema } from "./log/format.ts";
import { SinkFull, type SpanSink } from "./otlp/receive.ts";
import { RowEncoder } from "./rowbinary.ts";

/** A record of the log holds about this many bytes: large requests become several, and no segment overshoots by more. */
const RECORD_BYTES = 1_048_576;

/** Spans of one request become rows as they are decoded, and one append of the log at the end. */
export function spanSink(
  table: TableSchema,
  receivedMs: number,
  append: (entries: readonly Entry[], spans: number) => Promise<void>,
): SpanSink {
  const encoder = new RowEncoder();
  const entries: Entry[] = [];
  let spans = 0;
  let sizeBytes = 0;
  const cut = (): void => {
    const { rows } = encoder;
    if (rows === 0) return;
    const payload = encoder.take();
    sizeBytes += payload.length;
    spans += rows;
    entries.push({ table: table.id, version: table.version, rows, payload });
  };
  return {
    add(span) {
      encoder.span(span, receivedMs);
      if (encoder.sizeBytes < RECORD_BYTES) return;
      cut();
      if (sizeBytes > LIMITS.otlpRowBytes) {
        throw new SinkFull(`the request's rows take more than ${LIMITS.otlpRowBytes} bytes; send smaller batches`);
      }
    },
    async commit() {
      cut();
      await append(entries, spans);
    },
  };
}
