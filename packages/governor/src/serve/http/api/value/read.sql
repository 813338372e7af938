-- Values of one tag in the period, most spans first. The tag is chosen among fixed columns, not named by the caller.
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
  count() AS spans
FROM spans
WHERE start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
GROUP BY value
HAVING value != ''
ORDER BY spans DESC, value
LIMIT {row_limit:UInt32}
