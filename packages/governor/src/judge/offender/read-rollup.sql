-- The same as read.sql from a rollup: the period is in its units, and no single trace is known. Only for named
-- endpoints where there are many: most of the work is adding histograms up. A chart's point needs the p95 alone, so
-- with `p95_only` a histogram is its p95's bucket with the whole weight.
WITH
cells AS (
  SELECT
    service, env, endpoint, kind,
    intDiv(toUnixTimestamp(slot) * 1000 - {from_ms:Int64}, {slot_ms:Int64}) AS slot_index,
    any(rollup.http_method) AS method,
    any(rollup.http_route) AS route,
    sum(span_count) AS n,
    sum(error_count) AS error_n,
    sum(weight_sum) AS calls,
    sum(error_weight_sum) AS errors,
    sum(time_ns_sum) AS time_ns,
    argMax(rollup.release, last_start) AS newest_release,
    sumMap(buckets) AS merged
  FROM {rollup:Identifier} AS rollup
  WHERE is_entry
    AND slot >= fromUnixTimestamp64Milli({from_ms:Int64})
    AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
    AND ({service:String} = '' OR service = {service:String})
    AND ({env:String} = '' OR env = {env:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({domain:String} = '' OR domain = {domain:String})
    AND ({journey:String} = '' OR journey = {journey:String})
    AND ({step:String} = '' OR step = {step:String})
    AND ({release:String} = '' OR rollup.release = {release:String})
    AND (length({only_services:Array(String)}) = 0 OR (service, env, kind, endpoint) IN (
      SELECT tupleElement(wanted, 1), tupleElement(wanted, 2), tupleElement(wanted, 3), tupleElement(wanted, 4)
      FROM (SELECT arrayJoin(arrayZip(
        {only_services:Array(String)}, {only_envs:Array(String)}, {only_kinds:Array(UInt8)}, {only_endpoints:Array(String)}
      )) AS wanted)
    ))
  GROUP BY service, env, endpoint, kind, slot_index
),
ranked AS (
  SELECT
    *,
    mapKeys(merged) AS bucket_keys,
    mapValues(merged) AS bucket_weights,
    arrayFirstIndex(x -> x >= 0.95 * arraySum(bucket_weights), arrayCumSum(bucket_weights)) AS p95_index
  FROM cells
)
SELECT
  service, env, endpoint, kind,
  toString({from_ms:Int64} + slot_index * {slot_ms:Int64}) AS slot_from_ms,
  method AS http_method,
  route AS http_route,
  n, error_n, calls, errors, time_ns,
  newest_release AS release,
  '' AS error_trace_id,
  if({p95_only:Bool},
    [(bucket_keys[p95_index], calls, '', 0)],
    arrayMap((bucket, weight) -> (bucket, weight, '', 0), bucket_keys, bucket_weights)
  ) AS histogram,
  -- both before the row limit
  count() OVER () AS row_total,
  sum(time_ns) OVER () AS all_time_ns
FROM ranked
ORDER BY time_ns DESC, service, env, endpoint, kind, slot_from_ms
LIMIT {row_limit:UInt32}
