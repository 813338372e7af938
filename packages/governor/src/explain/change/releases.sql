-- Releases that spans of the period carry, by service and env.
SELECT
  service, env, release,
  toString(toUnixTimestamp64Milli(toDateTime64(min(start_time), 3, 'UTC'))) AS first_seen_ms,
  toString(toUnixTimestamp64Milli(toDateTime64(max(start_time), 3, 'UTC'))) AS last_seen_ms,
  count() AS span_count
FROM spans
WHERE start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
  AND (length({services:Array(String)}) = 0 OR service IN {services:Array(String)})
  AND ({env:String} = '' OR env = {env:String})
  AND ({tenant:String} = '' OR tenant = {tenant:String})
  AND ({feature:String} = '' OR feature = {feature:String})
  AND ({domain:String} = '' OR domain = {domain:String})
  AND ({journey:String} = '' OR journey = {journey:String})
  AND ({step:String} = '' OR step = {step:String})
  AND ({release:String} = '' OR release = {release:String})
  AND release <> ''
GROUP BY service, env, release
ORDER BY min(start_time), service, env, release
LIMIT {row_limit:UInt32}
