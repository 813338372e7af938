-- Which services sent spans in the period, most first.
SELECT
  service,
  env,
  count() AS spans,
  toUnixTimestamp64Milli(toDateTime64(max(start_time), 3, 'UTC')) AS last_seen_ms
FROM spans
WHERE start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
  AND service != ''
GROUP BY service, env
ORDER BY spans DESC, service, env
LIMIT {row_limit:UInt32}
