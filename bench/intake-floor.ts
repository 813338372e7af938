import { DEFAULT_POLICY } from "../packages/governor/src/catalog/policy.ts";
import { visitTraces } from "../packages/governor/src/intake/otlp/decode.ts";
import { RowEncoder, SPAN_COLUMNS } from "../packages/governor/src/intake/rowbinary.ts";
import { SILENT_LOG } from "../packages/governor/src/log.ts";
import { openFacts } from "../packages/governor/src/store/facts/open.ts";
import { temporaryFolder } from "../test/system/server.ts";
import { spread, type Spread } from "./measure.ts";
import { SPANS_PER_REQUEST } from "./spans.ts";

/** Decoding alone, in one thread: spans a second. */
export function decodeFloor(bodies: readonly Buffer[], rounds: number): Spread {
  const rates = Array.from({ length: rounds }, () => {
    const started = performance.now();
    let spans = 0;
    for (const body of bodies) visitTraces(body, "protobuf", DEFAULT_POLICY, Date.now(), () => spans++);
    return (spans / (performance.now() - started)) * 1000;
  });
  return spread(rates, 0);
}

/** The engine alone, given the same rows ready to insert, as many a statement as a log segment holds: rows a second. */
export async function engineFloor(bodies: readonly Buffer[], rounds: number): Promise<Spread> {
  const folder = await temporaryFolder();
  const facts = await openFacts({ dataDir: folder.path, log: SILENT_LOG });
  const rows = rowsOf(bodies);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await facts.insert({
      table: "trace_spans",
      columns: SPAN_COLUMNS,
      format: "RowBinary",
      token: `floor-${round}`,
      body: async function* () {
        yield rows;
      },
    });
    rates.push(((bodies.length * SPANS_PER_REQUEST) / (performance.now() - started)) * 1000);
  }
  await facts.close();
  await folder.remove();
  return spread(rates, 0);
}

function rowsOf(bodies: readonly Buffer[]): Uint8Array {
  const encoder = new RowEncoder();
  for (const body of bodies)
    visitTraces(body, "protobuf", DEFAULT_POLICY, Date.now(), (span) => encoder.span(span, Date.now()));
  return encoder.take();
}
