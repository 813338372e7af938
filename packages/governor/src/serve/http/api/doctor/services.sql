-- What each service's spans of the period lack, and how far its clock is off: the median of received − ended.
SELECT
  service,
  count() AS spans,
  countIf(env != '') AS with_env,
  countIf(release != '') AS with_release,
  countIf(tenant != '') AS with_tenant,
  countIf(kind = 2) AS server_spans,
  countIf(kind = 2 AND parent_span_id = toFixedString('', 8)) AS server_roots,
  countIf(kind = 3 AND db_system != '') AS db_spans,
  countIf(kind = 3 AND db_system != '' AND parent_span_id = toFixedString('', 8)) AS db_roots,
  quantile(0.5)(toInt64(toUnixTimestamp64Milli(received_at))
    - toInt64(toUnixTimestamp64Milli(toDateTime64(start_time, 3, 'UTC'))) - toInt64(intDiv(duration_ns, 1000000))) AS late_ms
FROM spans
WHERE received_at >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND received_at < fromUnixTimestamp64Milli({to_ms:Int64})
GROUP BY service
ORDER BY spans DESC
LIMIT {row_limit:UInt32}
