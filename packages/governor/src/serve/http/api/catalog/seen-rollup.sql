-- As seen.sql, of a longer period.
SELECT
  service,
  env,
  sum(span_count) AS spans,
  toUnixTimestamp64Milli(max(last_start)) AS last_seen_ms
FROM {rollup:Identifier}
WHERE slot >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
  AND service != ''
GROUP BY service, env
ORDER BY spans DESC, service, env
LIMIT {row_limit:UInt32}
