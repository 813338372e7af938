-- The same as releases.sql from a rollup, in whole units of it; first and last are the spans' own times.
SELECT
  service, env, release,
  toString(toUnixTimestamp64Milli(min(first_start))) AS first_seen_ms,
  toString(toUnixTimestamp64Milli(max(last_start))) AS last_seen_ms,
  sum(rollup.span_count) AS span_count
FROM {rollup:Identifier} AS rollup
WHERE slot >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
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
ORDER BY min(first_start), service, env, release
LIMIT {row_limit:UInt32}
