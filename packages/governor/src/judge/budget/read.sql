-- Durations of journey steps: one row per step, env, release, tenant and time slot, with its log-bucket histogram.
-- Steps arrive as columns of equal length, one element a step; an empty text and kind 0 match anything.
-- `service IN` and the times let the primary key and the minmax index leave out what cannot match.
WITH
steps AS (
  SELECT
    tupleElement(step, 1) AS step_index,
    tupleElement(step, 2) AS step_service,
    tupleElement(step, 3) AS step_kind,
    tupleElement(step, 4) AS step_method,
    tupleElement(step, 5) AS step_route,
    tupleElement(step, 6) AS step_span,
    tupleElement(step, 7) AS step_entry,
    tupleElement(step, 8) AS step_from_ms
  FROM (
    SELECT arrayJoin(arrayZip(
      range(toUInt32(length({services:Array(String)}))),
      {services:Array(String)},
      {kinds:Array(UInt8)},
      {methods:Array(String)},
      {routes:Array(String)},
      {span_names:Array(String)},
      {entries:Array(UInt8)},
      {step_from_ms:Array(Int64)}
    )) AS step
  )
),
matched AS (
  SELECT
    steps.step_index AS step_index, steps.step_entry AS step_entry,
    env, release, tenant, start_time, trace_id, span_id, status, bucket, weight, weight_known, cache_hit, response_bytes
  FROM spans
  INNER JOIN steps ON spans.service = steps.step_service
  WHERE spans.service IN {services:Array(String)}
    -- What the join says below, of single columns, so that nothing else is read of rows that no step can match.
    AND (
      arrayExists((route, span) -> route = '' AND span = '', {routes:Array(String)}, {span_names:Array(String)})
      OR (http_route != '' AND http_route IN {routes:Array(String)})
      OR (name != '' AND name IN {span_names:Array(String)})
    )
    AND start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
    AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
    AND start_time >= fromUnixTimestamp64Milli(steps.step_from_ms)
    AND (steps.step_kind = 0 OR kind = steps.step_kind)
    AND (steps.step_method = '' OR http_method = steps.step_method)
    AND (steps.step_route = '' OR http_route = steps.step_route)
    AND (steps.step_span = '' OR name = steps.step_span)
    AND ({env:String} = '' OR env = {env:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({domain:String} = '' OR domain = {domain:String})
    AND ({release:String} = '' OR release = {release:String})
),
-- A step with `entry` counts the first matching span of each trace only; the others need no sort.
counted AS (
  SELECT
    step_index, env, release, tenant, start_time, trace_id, status, bucket, weight, weight_known, cache_hit,
    response_bytes
  FROM matched
  WHERE step_entry = 0
  UNION ALL
  SELECT
    step_index,
    tupleElement(first, 1) AS env,
    tupleElement(first, 2) AS release,
    tupleElement(first, 3) AS tenant,
    tupleElement(first, 4) AS start_time,
    trace_id,
    tupleElement(first, 5) AS status,
    tupleElement(first, 6) AS bucket,
    tupleElement(first, 7) AS weight,
    tupleElement(first, 8) AS weight_known,
    tupleElement(first, 9) AS cache_hit,
    tupleElement(first, 10) AS response_bytes
  FROM (
    SELECT
      step_index, trace_id,
      argMin(
        (env, release, tenant, start_time, status, bucket, weight, weight_known, cache_hit, response_bytes),
        (start_time, span_id)
      ) AS first
    FROM matched
    WHERE step_entry = 1
    GROUP BY step_index, trace_id
  )
),
cells AS (
  SELECT
    step_index,
    if({by_env:Bool}, env, '') AS group_env,
    if({by_release:Bool}, release, '') AS group_release,
    if({by_tenant:Bool}, tenant, '') AS group_tenant,
    intDiv(toUnixTimestamp64Milli(toDateTime64(start_time, 3, 'UTC')) - {from_ms:Int64}, {slot_ms:Int64}) AS slot,
    bucket,
    count() AS span_count,
    countIf(status = 2) AS error_count,
    sum(weight) AS weight_sum,
    sumIf(weight, status = 2) AS failed_weight,
    countIf(weight_known = 1) AS known_count,
    countIf(cache_hit >= 0) AS lookup_count,
    sumIf(weight, cache_hit >= 0) AS lookup_weight,
    sumIf(weight, cache_hit = 1) AS hit_weight,
    countIf(response_bytes >= 0) AS sized_count,
    sumIf(weight, response_bytes >= 0) AS sized_weight,
    sumIf(weight * response_bytes, response_bytes >= 0) AS bytes_sum,
    sumIf(weight * response_bytes * response_bytes, response_bytes >= 0) AS square_sum,
    -- Sizes in the log buckets of durations: one byte more or less is within their 1 %.
    sumMapIf(map(toInt16(ceil(log(greatest(response_bytes, 0) + 1) / log(1.0202))), weight), response_bytes >= 0) AS size_weights,
    -- The newest traces of the bucket: one example may show nothing.
    groupArraySortedIf(10)(
      (-toUnixTimestamp64Milli(toDateTime64(start_time, 3, 'UTC')), trace_id),
      {with_traces:Bool}
    ) AS newest
  FROM counted
  GROUP BY step_index, group_env, group_release, group_tenant, slot, bucket
)
SELECT
  step_index,
  group_env AS env,
  group_release AS release,
  group_tenant AS tenant,
  toString({from_ms:Int64} + slot * {slot_ms:Int64}) AS slot_from_ms,
  sum(span_count) AS n,
  sum(error_count) AS errors,
  sum(weight_sum) AS weight,
  sum(failed_weight) AS error_weight,
  sum(known_count) AS known,
  sum(lookup_count) AS lookups,
  sum(lookup_weight) AS lookups_weight,
  sum(hit_weight) AS hits_weight,
  sum(sized_count) AS sized,
  sum(sized_weight) AS sizes_weight,
  sum(bytes_sum) AS bytes,
  sum(square_sum) AS bytes_squared,
  sumMap(size_weights) AS sizes,
  arraySort(groupArray((
    bucket,
    weight_sum,
    arrayMap(trace -> (lower(hex(tupleElement(trace, 2))), toString(-tupleElement(trace, 1))), newest)
  ))) AS histogram
FROM cells
GROUP BY step_index, group_env, group_release, group_tenant, slot
-- Of tenants those in which most time is spent: many calls, or slow ones.
ORDER BY
  step_index,
  if({by_tenant:Bool}, -sum(weight_sum * pow(1.0202, bucket)), 0),
  group_env, group_release, group_tenant, slot
LIMIT {cells_max:UInt64} BY step_index
