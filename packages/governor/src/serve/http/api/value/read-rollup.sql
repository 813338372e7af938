-- The same as read.sql from a rollup, in whole units of it.
SELECT
  multiIf(
    {tag:String} = 'service', service,
    {tag:String} = 'env', env,
    {tag:String} = 'tenant', tenant,
    {tag:String} = 'feature', feature,
    {tag:String} = 'domain', domain,
    {tag:String} = 'journey', journey,
    {tag:String} = 'step', step,
    release
  ) AS value,
  sum(span_count) AS spans
FROM {rollup:Identifier}
WHERE slot >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
  AND ({service:String} = '' OR service = {service:String})
  AND ({env:String} = '' OR env = {env:String})
  AND ({tenant:String} = '' OR tenant = {tenant:String})
  AND ({feature:String} = '' OR feature = {feature:String})
  AND ({domain:String} = '' OR domain = {domain:String})
  AND ({journey:String} = '' OR journey = {journey:String})
  AND ({step:String} = '' OR step = {step:String})
  AND ({release:String} = '' OR release = {release:String})
GROUP BY value
HAVING value != ''
ORDER BY spans DESC, value
LIMIT {row_limit:UInt32}
