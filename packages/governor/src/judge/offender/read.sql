-- Entries of the services (server and consumer spans, and roots) by endpoint and time slot, busiest endpoints first.
-- An endpoint is known by service, env, kind and `endpoint`: method and route, or the span's name where there is no route.
WITH
cells AS (
  SELECT
    service, env, endpoint, kind,
    intDiv(toUnixTimestamp64Milli(toDateTime64(start_time, 3, 'UTC')) - {from_ms:Int64}, {slot_ms:Int64}) AS slot,
    bucket,
    any(http_method) AS method,
    any(http_route) AS route,
    count() AS span_count,
    countIf(status = 2) AS error_count,
    sum(weight) AS weight_sum,
    sumIf(weight, status = 2) AS error_weight_sum,
    sum(weight * duration_ns) AS time_sum_ns,
    argMax(release, start_time) AS newest_release,
    if({with_traces:Bool}, lower(hex(argMax(trace_id, start_time))), '') AS newest_trace_id,
    if({with_traces:Bool} AND error_count > 0, lower(hex(argMaxIf(trace_id, start_time, status = 2))), '') AS newest_error_trace_id,
    toUnixTimestamp64Milli(toDateTime64(max(start_time), 3, 'UTC')) AS newest_ms,
    toUnixTimestamp64Milli(toDateTime64(maxIf(start_time, status = 2), 3, 'UTC')) AS newest_error_ms
  FROM spans
  WHERE is_entry
    AND start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
    AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
    AND ({service:String} = '' OR service = {service:String})
    AND ({env:String} = '' OR env = {env:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({domain:String} = '' OR domain = {domain:String})
    AND ({journey:String} = '' OR journey = {journey:String})
    AND ({step:String} = '' OR step = {step:String})
    AND ({release:String} = '' OR release = {release:String})
    AND (length({only_services:Array(String)}) = 0 OR (service, env, kind, endpoint) IN (
      SELECT tupleElement(wanted, 1), tupleElement(wanted, 2), tupleElement(wanted, 3), tupleElement(wanted, 4)
      FROM (SELECT arrayJoin(arrayZip(
        {only_services:Array(String)}, {only_envs:Array(String)}, {only_kinds:Array(UInt8)}, {only_endpoints:Array(String)}
      )) AS wanted)
    ))
  GROUP BY service, env, endpoint, kind, slot, bucket
)
SELECT
  service, env, endpoint, kind,
  toString({from_ms:Int64} + slot * {slot_ms:Int64}) AS slot_from_ms,
  any(method) AS http_method,
  any(route) AS http_route,
  sum(span_count) AS n,
  sum(error_count) AS error_n,
  sum(weight_sum) AS calls,
  sum(error_weight_sum) AS errors,
  sum(time_sum_ns) AS time_ns,
  argMax(newest_release, newest_ms) AS release,
  argMaxIf(newest_error_trace_id, newest_error_ms, error_count > 0) AS error_trace_id,
  arraySort(groupArray((bucket, weight_sum, newest_trace_id, newest_ms))) AS histogram,
  -- both before the row limit
  count() OVER () AS row_total,
  sum(sum(time_sum_ns)) OVER () AS all_time_ns
FROM cells
GROUP BY service, env, endpoint, kind, slot
ORDER BY time_ns DESC, service, env, endpoint, kind, slot
LIMIT {row_limit:UInt32}
