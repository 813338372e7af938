/** Every limit a client can meet, with its unit. Tested at its edge where it is applied; listed in docs/limits.md. */
export const LIMITS = {
  /** OTLP request body, as sent and after inflating (64 MiB, the figure of the OTLP specification's receivers). */
  otlpBodyBytes: 67_108_864,
  /** JSON body of any other route. */
  apiBodyBytes: 1_048_576,
  /** A push of the catalog: the file may have 1 MiB, and JSON writes a line break as two characters. */
  catalogPushBytes: 4_194_304,
  /** One attribute value; longer ones are cut and marked with `…`. */
  attributeValueBytes: 16_384,
  /** One attribute's key; a longer one is cut and marked with `…`. */
  attributeKeyBytes: 256,
  /** Attributes kept per span, event, link or resource; the rest is dropped and counted. */
  attributesPerItem: 128,
  /** Nesting of attribute values that is followed; deeper is cut. */
  attributeDepth: 16,
  eventsPerSpan: 128,
  linksPerSpan: 128,
  /** Length of a tag value; a longer one is cut. */
  tagBytes: 256,
  /** Spans shown of one trace. */
  traceSpans: 50_000,
  /** Rows a list route returns at most. */
  listRows: 1_000,
  /** Longest period that a read may ask for, days. */
  readRangeDays: 400,
  /** Points of a series. */
  seriesPoints: 240,
  /** Bytes of write-ahead log that may wait for the facts engine before intake answers 503. */
  walBacklogBytes: 4_294_967_296,
  /** Bytes of OTLP requests in memory at once, as received and inflated; beyond them intake answers 429. */
  otlpInFlightBytes: 268_435_456,
  /** Rows that one OTLP request may become, bytes: attributes of a resource are repeated with each of its spans. */
  otlpRowBytes: 268_435_456,
  /** A snooze ends at the latest after this many days. */
  snoozeDays: 90,
  /** A comment, a note or a snooze's reason; a longer one is refused. */
  noteChars: 2_000,
  /** Alert routes of an installation; one more is refused. */
  alertRoutes: 100,
  /** Changes that one alert lists; of more it tells how many. */
  alertFindings: 40,
  /** Attempts to deliver an alert, over about two hours; then it is given up and shown in `governor alerts log`. */
  alertAttempts: 8,
  /** Wrong keys from one address within a minute that are answered as such; further ones get 429. A right key is always taken. */
  wrongKeysPerMinute: 30,
  /** How long the former secret of a rotated key works at most: 30 days. */
  keyGraceMs: 2_592_000_000,
  /** Tenants, or teams, that one key is limited to. */
  keyScopeNames: 100,
  /** Connections open at once, a listener; one more is closed unanswered, and the sender tries again. */
  openConnections: 4_096,
  /** A request's headers have to be here after this, or it is answered 408. */
  requestHeadersMs: 15_000,
  /** A request has to be here as a whole after this, its body included, or it is answered 408. */
  requestMs: 60_000,
  /** A server that was asked to stop lets requests go on for this long. */
  stopMs: 20_000,
  /** Damaged segments that are kept for a person to look at; beyond it only the reason is written down, and a problem is shown. */
  quarantineBytes: 1_073_741_824,
  /** A read of the facts store is given up after this. */
  readTimeoutMs: 15_000,
  /** An upgrade of the facts store fills new rollups from stored spans, newest day first, and begins no further day after this. */
  backfillMs: 240_000,
} as const;
