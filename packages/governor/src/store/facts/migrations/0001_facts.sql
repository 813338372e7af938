-- Spans arrive in `trace_spans`, whole, in the order of one trace: a trace by its id reads one range.
-- The view copies the columns that reports group and filter by into `spans`, in the order of reports.
--
-- Partitions follow received_at, the server's clock: a client with a wrong clock cannot make partitions.
-- A part then holds one day and goes as a whole when its day has passed (ttl_only_drop_parts).
-- Both tables are kept 14 days until the derive step keeps a weighted sample of them for longer.
--
-- The log segment behind an insert is deleted once the insert has returned, and the engine does not sync by
-- itself: hence fsync_after_insert and fsync_part_directory. They cost about 20 ms an insert into both tables,
-- whether of 1 row (38 ms without, 64 with) or of 100,000 (317 and 375), on two slow cores.
--
-- The deduplication windows are counted in blocks, one or two a segment: far beyond the longest replay.
--
-- Codecs, on real traces with 12 attributes: times as double deltas, durations cut to their bits, maps with
-- a slower ZSTD since they are the bulk; 40 bytes a span in all. Span ids are random and do not compress.
CREATE TABLE IF NOT EXISTS trace_spans
(
    received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    start_time DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    duration_ns UInt64 CODEC(T64, ZSTD(1)),
    trace_id FixedString(16) CODEC(ZSTD(1)),
    span_id FixedString(8) CODEC(NONE),
    parent_span_id FixedString(8) CODEC(ZSTD(1)),
    trace_state String CODEC(ZSTD(1)),
    flags UInt32 CODEC(T64, ZSTD(1)),
    kind UInt8 CODEC(ZSTD(1)),
    name LowCardinality(String) CODEC(ZSTD(1)),
    status UInt8 CODEC(ZSTD(1)),
    status_message String CODEC(ZSTD(1)),
    service LowCardinality(String) CODEC(ZSTD(1)),
    env LowCardinality(String) CODEC(ZSTD(1)),
    tenant LowCardinality(String) CODEC(ZSTD(1)),
    feature LowCardinality(String) CODEC(ZSTD(1)),
    domain LowCardinality(String) CODEC(ZSTD(1)),
    journey LowCardinality(String) CODEC(ZSTD(1)),
    step LowCardinality(String) CODEC(ZSTD(1)),
    release LowCardinality(String) CODEC(ZSTD(1)),
    http_method LowCardinality(String) CODEC(ZSTD(1)),
    http_route LowCardinality(String) CODEC(ZSTD(1)),
    http_status UInt16 CODEC(ZSTD(1)),
    db_system LowCardinality(String) CODEC(ZSTD(1)),
    db_query String CODEC(ZSTD(3)),
    scope_name LowCardinality(String) CODEC(ZSTD(1)),
    scope_version LowCardinality(String) CODEC(ZSTD(1)),
    resource_attributes Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    attributes Map(LowCardinality(String), String) CODEC(ZSTD(3)),
    event_times Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
    event_names Array(LowCardinality(String)) CODEC(ZSTD(1)),
    event_attributes Array(Map(LowCardinality(String), String)) CODEC(ZSTD(3)),
    link_trace_ids Array(FixedString(16)) CODEC(ZSTD(1)),
    link_span_ids Array(FixedString(8)) CODEC(ZSTD(1)),
    link_attributes Array(Map(LowCardinality(String), String)) CODEC(ZSTD(3)),
    weight Float64 CODEC(ZSTD(1)),
    weight_known UInt8 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(received_at)
ORDER BY (trace_id, start_time)
TTL toDateTime(received_at) + INTERVAL 14 DAY
SETTINGS
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS spans
(
    start_time DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    duration_ns UInt64 CODEC(T64, ZSTD(1)),
    trace_id FixedString(16) CODEC(ZSTD(1)),
    span_id FixedString(8) CODEC(NONE),
    parent_span_id FixedString(8) CODEC(ZSTD(1)),
    kind UInt8 CODEC(ZSTD(1)),
    name LowCardinality(String) CODEC(ZSTD(1)),
    status UInt8 CODEC(ZSTD(1)),
    service LowCardinality(String) CODEC(ZSTD(1)),
    env LowCardinality(String) CODEC(ZSTD(1)),
    tenant LowCardinality(String) CODEC(ZSTD(1)),
    feature LowCardinality(String) CODEC(ZSTD(1)),
    domain LowCardinality(String) CODEC(ZSTD(1)),
    journey LowCardinality(String) CODEC(ZSTD(1)),
    step LowCardinality(String) CODEC(ZSTD(1)),
    release LowCardinality(String) CODEC(ZSTD(1)),
    http_method LowCardinality(String) CODEC(ZSTD(1)),
    http_route LowCardinality(String) CODEC(ZSTD(1)),
    http_status UInt16 CODEC(ZSTD(1)),
    db_system LowCardinality(String) CODEC(ZSTD(1)),
    -- "GET /cases/{id}", or the span's name where there is no route
    endpoint LowCardinality(String) CODEC(ZSTD(1)),
    -- where a request enters a service: kind SERVER or CONSUMER, or no parent at all
    is_entry UInt8 CODEC(ZSTD(1)),
    -- log bucket of the duration in microseconds, see histogram.ts of the contract
    bucket Int16 CODEC(ZSTD(1)),
    weight Float64 CODEC(ZSTD(1)),
    -- 256 times the weight: the engine's weighted quantiles take integers only
    weight_q UInt32 CODEC(T64, ZSTD(1)),
    weight_known UInt8 CODEC(ZSTD(1)),
    INDEX by_start_time start_time TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(received_at)
ORDER BY (service, name, toStartOfHour(start_time), tenant, start_time)
TTL toDateTime(received_at) + INTERVAL 14 DAY
SETTINGS
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS spans_of_traces TO spans AS
SELECT
    start_time, received_at, duration_ns, trace_id, span_id, parent_span_id, kind, name, status,
    service, env, tenant, feature, domain, journey, step, release,
    http_method, http_route, http_status, db_system,
    if(http_route = '', name, trimLeft(concat(http_method, ' ', http_route))) AS endpoint,
    kind IN (2, 5) OR parent_span_id = toFixedString('', 8) AS is_entry,
    toInt16(ceil(log(duration_ns / 1000 + 1) / log(1.0202))) AS bucket,
    weight,
    toUInt32(round(256 * weight)) AS weight_q,
    weight_known
FROM trace_spans;

-- Deploys, flags, migrations: few, and corrected by sending the same id again.
CREATE TABLE IF NOT EXISTS change_events
(
    received_at DateTime64(3, 'UTC'),
    id String,
    kind LowCardinality(String),
    time DateTime64(3, 'UTC'),
    service LowCardinality(String),
    env LowCardinality(String),
    release LowCardinality(String),
    sha String,
    actor String,
    owner LowCardinality(String),
    url String,
    title String
)
ENGINE = ReplacingMergeTree(received_at)
ORDER BY id
SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
