-- What spans say of caches and of answers' sizes: -1 where they say nothing, which holds for all that was stored before.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS cache_hit Int8 DEFAULT -1 CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS response_bytes Int64 DEFAULT -1 CODEC(T64, ZSTD(1));

-- `http.response_content_length` is what conventions before 1.20 call the size.
ALTER TABLE spans_of_traces MODIFY QUERY
SELECT
    start_time, received_at, duration_ns, trace_id, span_id, parent_span_id, kind, name, status,
    service, env, tenant, feature, domain, journey, step, release,
    http_method, http_route, http_status, db_system,
    if(http_route = '', name, trimLeft(concat(http_method, ' ', http_route))) AS endpoint,
    kind IN (2, 5) OR parent_span_id = toFixedString('', 8) AS is_entry,
    toInt16(ceil(log(duration_ns / 1000 + 1) / log(1.0202))) AS bucket,
    weight,
    toUInt32(round(256 * weight)) AS weight_q,
    weight_known,
    CAST(transform(attributes['governor.cache.hit'], ['true', 'false'], [1, 0], -1) AS Int8) AS cache_hit,
    greatest(-1, ifNull(
        toInt64OrNull(attributes['http.response.body.size']),
        ifNull(toInt64OrNull(attributes['http.response_content_length']), -1)
    )) AS response_bytes
FROM trace_spans;

-- Rollups of all spans, by the slot in which a span began: sums, and its duration's bucket with its weight.
-- `rollup_minute`, `rollup_hour` and `rollup_day` hold all tenants together: with the tenant among the keys a cell would
-- hold a span or two and the rollup be as long as the spans. They have a tenant all the same, the empty one, so that a
-- read that is limited to tenants finds nothing in them; the views have it for the same reason. `rollup_tenant_day` tells tenants apart, and leaves out what
-- happens inside a service: inner spans and statements, two thirds of the rows for what nobody asks of a tenant's month.
--
-- The slot is the span's own time, so a late one is counted where it belongs. Partitions and expiry follow received_on,
-- the server's day: a client with a wrong clock cannot make partitions. A late span is a row of its own in another
-- partition until readers add rows up, which they do anyway.
-- Minutes are kept 35 days, the rest 400, the longest period that a read may ask for (limits.ts, readRangeDays).
--
-- Names that hold an id would make a row of every span: numbers of five digits and more, hexadecimal ones from sixteen
-- and UUIDs are `*` here.
CREATE TABLE IF NOT EXISTS rollup_minute
(
    received_on Date CODEC(ZSTD(1)),
    slot DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
    service LowCardinality(String) CODEC(ZSTD(1)),
    env LowCardinality(String) CODEC(ZSTD(1)),
    tenant LowCardinality(String) DEFAULT '' CODEC(ZSTD(1)),
    feature LowCardinality(String) CODEC(ZSTD(1)),
    domain LowCardinality(String) CODEC(ZSTD(1)),
    journey LowCardinality(String) CODEC(ZSTD(1)),
    step LowCardinality(String) CODEC(ZSTD(1)),
    release LowCardinality(String) CODEC(ZSTD(1)),
    kind UInt8 CODEC(ZSTD(1)),
    is_entry UInt8 CODEC(ZSTD(1)),
    name LowCardinality(String) CODEC(ZSTD(1)),
    http_method LowCardinality(String) CODEC(ZSTD(1)),
    http_route LowCardinality(String) CODEC(ZSTD(1)),
    -- follows from name, method and route
    endpoint LowCardinality(String) CODEC(ZSTD(1)),
    -- spans stored, those that failed, and those that said how they were sampled
    span_count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    error_count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    known_count SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
    -- what they stand for
    weight_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    error_weight_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    time_ns_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    -- of those that said whether a cache answered
    cache_weight_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    cache_hit_weight_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    -- of those that said how long the answer was: their weight, and weight times bytes
    response_weight_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    response_bytes_sum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    first_start SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(DoubleDelta, ZSTD(1)),
    last_start SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(DoubleDelta, ZSTD(1)),
    -- weight by log bucket, see histogram.ts of the contract
    buckets SimpleAggregateFunction(sumMap, Map(Int16, Float64)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY received_on
PRIMARY KEY (toStartOfHour(slot), service, name)
ORDER BY (
    toStartOfHour(slot), service, name, kind, is_entry, http_method, http_route,
    env, release, feature, domain, journey, step, slot, endpoint, tenant
)
TTL received_on + INTERVAL 35 DAY
SETTINGS
    index_granularity = 2048,
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS rollup_hour AS rollup_minute
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(received_on)
PRIMARY KEY (toDate(slot), service, name)
ORDER BY (
    toDate(slot), service, name, kind, is_entry, http_method, http_route,
    env, release, feature, domain, journey, step, slot, endpoint, tenant
)
TTL received_on + INTERVAL 400 DAY
SETTINGS
    index_granularity = 2048,
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS rollup_day AS rollup_minute
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(received_on)
PRIMARY KEY (slot, service, name)
ORDER BY (
    slot, service, name, kind, is_entry, http_method, http_route,
    env, release, feature, domain, journey, step, endpoint, tenant
)
TTL received_on + INTERVAL 400 DAY
SETTINGS
    index_granularity = 512,
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS rollup_tenant_day AS rollup_minute
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(received_on)
PRIMARY KEY (tenant, slot, service)
ORDER BY (
    tenant, slot, service, name, kind, is_entry, http_method, http_route,
    env, release, feature, domain, journey, step, endpoint
)
TTL received_on + INTERVAL 400 DAY
SETTINGS
    index_granularity = 2048,
    ttl_only_drop_parts = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- From here to the views: what is stored already. Begun anew when it was interrupted, hence first without views and
-- with empty tables. A statement with a `received_day` runs once for each day that `spans` holds, newest first, for
-- as long as the limit `backfillMs` allows (migrate.ts).
DROP VIEW IF EXISTS rollup_minute_of_spans;

DROP VIEW IF EXISTS rollup_hour_of_minutes;

DROP VIEW IF EXISTS rollup_day_of_hours;

DROP VIEW IF EXISTS rollup_tenant_day_of_spans;

TRUNCATE TABLE rollup_minute;

TRUNCATE TABLE rollup_hour;

TRUNCATE TABLE rollup_day;

TRUNCATE TABLE rollup_tenant_day;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_day_of_hours TO rollup_day AS
SELECT
    received_on, toDateTime(toStartOfDay(rollup_hour.slot), 'UTC') AS slot,
    service, env, '' AS tenant, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route, any(rollup_hour.endpoint) AS endpoint,
    sum(rollup_hour.span_count) AS span_count,
    sum(rollup_hour.error_count) AS error_count,
    sum(rollup_hour.known_count) AS known_count,
    sum(rollup_hour.weight_sum) AS weight_sum,
    sum(rollup_hour.error_weight_sum) AS error_weight_sum,
    sum(rollup_hour.time_ns_sum) AS time_ns_sum,
    sum(rollup_hour.cache_weight_sum) AS cache_weight_sum,
    sum(rollup_hour.cache_hit_weight_sum) AS cache_hit_weight_sum,
    sum(rollup_hour.response_weight_sum) AS response_weight_sum,
    sum(rollup_hour.response_bytes_sum) AS response_bytes_sum,
    min(rollup_hour.first_start) AS first_start,
    max(rollup_hour.last_start) AS last_start,
    sumMap(rollup_hour.buckets) AS buckets
FROM rollup_hour
GROUP BY
    received_on, slot, service, env, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_hour_of_minutes TO rollup_hour AS
SELECT
    received_on, toStartOfHour(rollup_minute.slot) AS slot,
    service, env, '' AS tenant, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route, any(rollup_minute.endpoint) AS endpoint,
    sum(rollup_minute.span_count) AS span_count,
    sum(rollup_minute.error_count) AS error_count,
    sum(rollup_minute.known_count) AS known_count,
    sum(rollup_minute.weight_sum) AS weight_sum,
    sum(rollup_minute.error_weight_sum) AS error_weight_sum,
    sum(rollup_minute.time_ns_sum) AS time_ns_sum,
    sum(rollup_minute.cache_weight_sum) AS cache_weight_sum,
    sum(rollup_minute.cache_hit_weight_sum) AS cache_hit_weight_sum,
    sum(rollup_minute.response_weight_sum) AS response_weight_sum,
    sum(rollup_minute.response_bytes_sum) AS response_bytes_sum,
    min(rollup_minute.first_start) AS first_start,
    max(rollup_minute.last_start) AS last_start,
    sumMap(rollup_minute.buckets) AS buckets
FROM rollup_minute
GROUP BY
    received_on, slot, service, env, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route;

INSERT INTO rollup_minute (
    received_on, slot, service, env, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route, endpoint,
    span_count, error_count, known_count, weight_sum, error_weight_sum, time_ns_sum,
    cache_weight_sum, cache_hit_weight_sum, response_weight_sum, response_bytes_sum,
    first_start, last_start, buckets
)
SELECT
    {received_day:Date} AS received_on, toStartOfMinute(toDateTime(start_time, 'UTC')) AS slot,
    service, env, feature, domain, journey, step, release,
    kind, is_entry,
    replaceRegexpAll(spans.name, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS name,
    http_method,
    replaceRegexpAll(spans.http_route, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS http_route,
    any(replaceRegexpAll(spans.endpoint, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*')) AS endpoint,
    count() AS span_count,
    countIf(status = 2) AS error_count,
    countIf(weight_known = 1) AS known_count,
    sum(weight) AS weight_sum,
    sumIf(weight, status = 2) AS error_weight_sum,
    sum(weight * duration_ns) AS time_ns_sum,
    sumIf(weight, cache_hit >= 0) AS cache_weight_sum,
    sumIf(weight, cache_hit = 1) AS cache_hit_weight_sum,
    sumIf(weight, response_bytes >= 0) AS response_weight_sum,
    sumIf(weight * response_bytes, response_bytes >= 0) AS response_bytes_sum,
    min(toDateTime64(start_time, 3, 'UTC')) AS first_start,
    max(toDateTime64(start_time, 3, 'UTC')) AS last_start,
    sumMap(map(bucket, weight)) AS buckets
FROM spans
WHERE toDate(received_at) = {received_day:Date}
GROUP BY
    slot, service, env, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route
SETTINGS max_execution_time = 0, max_bytes_before_external_group_by = 1000000000;

INSERT INTO rollup_tenant_day (
    received_on, slot, service, env, tenant, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route, endpoint,
    span_count, error_count, known_count, weight_sum, error_weight_sum, time_ns_sum,
    cache_weight_sum, cache_hit_weight_sum, response_weight_sum, response_bytes_sum,
    first_start, last_start, buckets
)
SELECT
    {received_day:Date} AS received_on, toDateTime(toStartOfDay(toDateTime(start_time, 'UTC')), 'UTC') AS slot,
    service, env, tenant, feature, domain, journey, step, release,
    kind, is_entry,
    replaceRegexpAll(spans.name, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS name,
    http_method,
    replaceRegexpAll(spans.http_route, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS http_route,
    any(replaceRegexpAll(spans.endpoint, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*')) AS endpoint,
    count() AS span_count,
    countIf(status = 2) AS error_count,
    countIf(weight_known = 1) AS known_count,
    sum(weight) AS weight_sum,
    sumIf(weight, status = 2) AS error_weight_sum,
    sum(weight * duration_ns) AS time_ns_sum,
    sumIf(weight, cache_hit >= 0) AS cache_weight_sum,
    sumIf(weight, cache_hit = 1) AS cache_hit_weight_sum,
    sumIf(weight, response_bytes >= 0) AS response_weight_sum,
    sumIf(weight * response_bytes, response_bytes >= 0) AS response_bytes_sum,
    min(toDateTime64(start_time, 3, 'UTC')) AS first_start,
    max(toDateTime64(start_time, 3, 'UTC')) AS last_start,
    sumMap(map(bucket, weight)) AS buckets
FROM spans
WHERE toDate(received_at) = {received_day:Date} AND (is_entry OR (kind != 1 AND db_system = ''))
GROUP BY
    slot, service, env, tenant, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route
SETTINGS max_execution_time = 0, max_bytes_before_external_group_by = 1000000000;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_minute_of_spans TO rollup_minute AS
SELECT
    toDate(received_at) AS received_on, toStartOfMinute(toDateTime(start_time, 'UTC')) AS slot,
    service, env, '' AS tenant, feature, domain, journey, step, release,
    kind, is_entry,
    replaceRegexpAll(spans.name, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS name,
    http_method,
    replaceRegexpAll(spans.http_route, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS http_route,
    any(replaceRegexpAll(spans.endpoint, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*')) AS endpoint,
    count() AS span_count,
    countIf(status = 2) AS error_count,
    countIf(weight_known = 1) AS known_count,
    sum(weight) AS weight_sum,
    sumIf(weight, status = 2) AS error_weight_sum,
    sum(weight * duration_ns) AS time_ns_sum,
    sumIf(weight, cache_hit >= 0) AS cache_weight_sum,
    sumIf(weight, cache_hit = 1) AS cache_hit_weight_sum,
    sumIf(weight, response_bytes >= 0) AS response_weight_sum,
    sumIf(weight * response_bytes, response_bytes >= 0) AS response_bytes_sum,
    min(toDateTime64(start_time, 3, 'UTC')) AS first_start,
    max(toDateTime64(start_time, 3, 'UTC')) AS last_start,
    sumMap(map(bucket, weight)) AS buckets
FROM spans
GROUP BY
    received_on, slot, service, env, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_tenant_day_of_spans TO rollup_tenant_day AS
SELECT
    toDate(received_at) AS received_on, toDateTime(toStartOfDay(toDateTime(start_time, 'UTC')), 'UTC') AS slot,
    service, env, tenant, feature, domain, journey, step, release,
    kind, is_entry,
    replaceRegexpAll(spans.name, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS name,
    http_method,
    replaceRegexpAll(spans.http_route, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS http_route,
    any(replaceRegexpAll(spans.endpoint, '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*')) AS endpoint,
    count() AS span_count,
    countIf(status = 2) AS error_count,
    countIf(weight_known = 1) AS known_count,
    sum(weight) AS weight_sum,
    sumIf(weight, status = 2) AS error_weight_sum,
    sum(weight * duration_ns) AS time_ns_sum,
    sumIf(weight, cache_hit >= 0) AS cache_weight_sum,
    sumIf(weight, cache_hit = 1) AS cache_hit_weight_sum,
    sumIf(weight, response_bytes >= 0) AS response_weight_sum,
    sumIf(weight * response_bytes, response_bytes >= 0) AS response_bytes_sum,
    min(toDateTime64(start_time, 3, 'UTC')) AS first_start,
    max(toDateTime64(start_time, 3, 'UTC')) AS last_start,
    sumMap(map(bucket, weight)) AS buckets
FROM spans
WHERE is_entry OR (kind != 1 AND db_system = '')
GROUP BY
    received_on, slot, service, env, tenant, feature, domain, journey, step, release,
    kind, is_entry, name, http_method, http_route;
