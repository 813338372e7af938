-- The same as read.sql, from a rollup: what a long period's steps took, by slots of whole units. A rollup knows no traces, so no
-- step of `entry` is read here. It counts weights only, so how many look-ups and sizes were stored is told by their share.
-- Names of steps are generalised as the rollup's are (0002_rollups.sql).
WITH
steps AS (
  SELECT
    tupleElement(step, 1) AS step_index,
    tupleElement(step, 2) AS step_service,
    tupleElement(step, 3) AS step_kind,
    tupleElement(step, 4) AS step_method,
    replaceRegexpAll(tupleElement(step, 5), '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS step_route,
    replaceRegexpAll(tupleElement(step, 6), '[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-fA-F]{16,}|[0-9]{5,}', '*') AS step_span
  FROM (
    SELECT arrayJoin(arrayZip(
      range(toUInt32(length({services:Array(String)}))),
      {services:Array(String)},
      {kinds:Array(UInt8)},
      {methods:Array(String)},
      {routes:Array(String)},
      {span_names:Array(String)}
    )) AS step
  )
),
cells AS (
  SELECT
    step_index,
    if({by_env:Bool}, env, '') AS group_env,
    if({by_release:Bool}, release, '') AS group_release,
    if({by_tenant:Bool}, tenant, '') AS group_tenant,
    intDiv(toUnixTimestamp(rolled.slot) * 1000 - {from_ms:Int64}, {slot_ms:Int64}) AS cell_slot,
    sum(span_count) AS spans_stored,
    sum(error_count) AS errors_stored,
    sum(known_count) AS known_stored,
    sum(weight_sum) AS spans_weight,
    sum(error_weight_sum) AS errors_weight,
    sum(cache_weight_sum) AS cache_weight,
    sum(cache_hit_weight_sum) AS cache_hit_weight,
    sum(response_weight_sum) AS response_weight,
    sum(response_bytes_sum) AS response_bytes,
    sumMap(buckets) AS bucket_weights
  FROM {rollup:Identifier} AS rolled
  INNER JOIN steps ON rolled.service = steps.step_service
  WHERE rolled.service IN {services:Array(String)}
    -- What the join says below, of single columns, so that nothing else is read of rows that no step can match.
    AND (
      arrayExists((route, span) -> route = '' AND span = '', {routes:Array(String)}, {span_names:Array(String)})
      OR (http_route != '' AND http_route IN (SELECT step_route FROM steps))
      OR (name != '' AND name IN (SELECT step_span FROM steps))
    )
    AND rolled.slot >= fromUnixTimestamp64Milli({from_ms:Int64})
    AND rolled.slot < fromUnixTimestamp64Milli({to_ms:Int64})
    AND (steps.step_kind = 0 OR kind = steps.step_kind)
    AND (steps.step_method = '' OR http_method = steps.step_method)
    AND (steps.step_route = '' OR http_route = steps.step_route)
    AND (steps.step_span = '' OR name = steps.step_span)
    AND ({env:String} = '' OR env = {env:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({domain:String} = '' OR domain = {domain:String})
    AND ({release:String} = '' OR release = {release:String})
  GROUP BY step_index, group_env, group_release, group_tenant, cell_slot
)
SELECT
  step_index,
  group_env AS env,
  group_release AS release,
  group_tenant AS tenant,
  toString({from_ms:Int64} + cell_slot * {slot_ms:Int64}) AS slot_from_ms,
  spans_stored AS n,
  errors_stored AS errors,
  spans_weight AS weight,
  errors_weight AS error_weight,
  known_stored AS known,
  toUInt64(round(spans_stored * cache_weight / spans_weight)) AS lookups,
  cache_weight AS lookups_weight,
  cache_hit_weight AS hits_weight,
  toUInt64(round(spans_stored * response_weight / spans_weight)) AS sized,
  response_weight AS sizes_weight,
  response_bytes AS bytes,
  -- Not kept: a rollup knows the mean size only.
  0. AS bytes_squared,
  map() AS sizes,
  arraySort(arrayMap(
    (bucket, bucket_weight) -> (bucket, bucket_weight, emptyArrayUInt8()),
    mapKeys(bucket_weights),
    mapValues(bucket_weights)
  )) AS histogram
FROM cells
WHERE spans_weight > 0
ORDER BY
  step_index,
  if({by_tenant:Bool}, -arraySum(
    (bucket, bucket_weight) -> bucket_weight * pow(1.0202, bucket), mapKeys(bucket_weights), mapValues(bucket_weights)
  ), 0),
  group_env, group_release, group_tenant, cell_slot
LIMIT {cells_max:UInt64} BY step_index
