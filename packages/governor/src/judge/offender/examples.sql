-- The newest trace of each named endpoint at or above a bucket, and the newest that failed; for what a rollup answered.
SELECT
  service, env, kind, endpoint,
  lower(hex(argMaxIf(trace_id, start_time, bucket >= from_bucket))) AS slow_trace_id,
  lower(hex(argMaxIf(trace_id, start_time, status = 2))) AS error_trace_id,
  countIf(bucket >= from_bucket) > 0 AS has_slow,
  countIf(status = 2) > 0 AS has_error
FROM spans
INNER JOIN (
  SELECT
    tupleElement(wanted, 1) AS service, tupleElement(wanted, 2) AS env, tupleElement(wanted, 3) AS kind,
    tupleElement(wanted, 4) AS endpoint, tupleElement(wanted, 5) AS from_bucket
  FROM (SELECT arrayJoin(arrayZip(
    {only_services:Array(String)}, {only_envs:Array(String)}, {only_kinds:Array(UInt8)}, {only_endpoints:Array(String)},
    {from_buckets:Array(Int16)}
  )) AS wanted)
) AS asked USING (service, env, kind, endpoint)
WHERE is_entry
  AND start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
  AND ({tenant:String} = '' OR tenant = {tenant:String})
  AND ({feature:String} = '' OR feature = {feature:String})
  AND ({domain:String} = '' OR domain = {domain:String})
  AND ({journey:String} = '' OR journey = {journey:String})
  AND ({step:String} = '' OR step = {step:String})
  AND ({release:String} = '' OR release = {release:String})
GROUP BY service, env, kind, endpoint
