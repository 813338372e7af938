-- Entries of traces that match, newest or slowest first, one a trace. Of a trace there are as many as it entered services: the
-- first `candidate_limit` of all entries are kept, not sorting the rest, and `candidate_count` says whether that cut any off.
-- Sizes of the traces are read by sizes.sql: with both in one statement the engine picks the entries twice.
SELECT
  lower(hex(candidates.trace_id)) AS trace_id,
  endpoint AS root_name,
  service, tenant, release,
  toUnixTimestamp64Milli(toDateTime64(start_time, 3, 'UTC')) AS start_unix_ms,
  toUnixTimestamp64Milli(received_at) AS received_unix_ms,
  duration_ns,
  count() OVER () AS candidate_count
FROM (
  SELECT trace_id, endpoint, service, tenant, release, start_time, received_at, duration_ns
  FROM spans
  WHERE start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
    AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
    AND is_entry
    AND ({service:String} = '' OR service = {service:String})
    AND ({endpoint:String} = '' OR endpoint = {endpoint:String})
    AND ({env:String} = '' OR env = {env:String})
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({feature:String} = '' OR feature = {feature:String})
    AND ({domain:String} = '' OR domain = {domain:String})
    AND ({journey:String} = '' OR journey = {journey:String})
    AND ({step:String} = '' OR step = {step:String})
    AND ({release:String} = '' OR release = {release:String})
    AND duration_ns >= {min_duration_ns:UInt64}
    AND (NOT {errors_only:Bool} OR status = 2)
  ORDER BY if({sort:String} = 'slowest', duration_ns, 0) DESC, start_time DESC, trace_id
  LIMIT {candidate_limit:UInt64}
) AS candidates
ORDER BY if({sort:String} = 'slowest', duration_ns, 0) DESC, start_time DESC, candidates.trace_id
LIMIT 1 BY candidates.trace_id
LIMIT {row_limit:UInt32}
