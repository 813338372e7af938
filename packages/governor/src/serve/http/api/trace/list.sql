-- Entries of traces that match, newest or slowest first, with the size of the whole trace beside each.
WITH picked AS (
  SELECT trace_id, endpoint, service, tenant, release, start_time, duration_ns
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
  LIMIT 1 BY trace_id
  LIMIT {row_limit:UInt32}
)
SELECT
  lower(hex(picked.trace_id)) AS trace_id,
  picked.endpoint AS root_name,
  picked.service AS service,
  picked.tenant AS tenant,
  picked.release AS release,
  toUnixTimestamp64Milli(toDateTime64(picked.start_time, 3, 'UTC')) AS start_unix_ms,
  picked.duration_ns AS duration_ns,
  whole.spans AS spans,
  whole.errors AS errors
FROM picked
LEFT JOIN (
  SELECT trace_id, count() AS spans, countIf(status = 2) AS errors
  FROM trace_spans
  WHERE trace_id IN (SELECT trace_id FROM picked)
  GROUP BY trace_id
) AS whole ON whole.trace_id = picked.trace_id
ORDER BY if({sort:String} = 'slowest', picked.duration_ns, 0) DESC, picked.start_time DESC, trace_id
