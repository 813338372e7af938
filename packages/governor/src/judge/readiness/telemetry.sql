-- What each service's spans said of themselves in the period, all tenants together, and whether tenants were named at all.
SELECT
  service,
  toFloat64(sum(all_count)) AS span_count,
  toFloat64(sum(known)) AS known_count,
  toFloat64(sum(with_env)) AS env_count,
  toFloat64(sum(with_release)) AS release_count,
  toFloat64(sum(with_tenant)) AS tenant_count,
  sum(cache_weight) > 0 AS says_cache
FROM (
  SELECT
    service,
    sum(span_count) AS all_count,
    sum(known_count) AS known,
    sumIf(span_count, env <> '') AS with_env,
    sumIf(span_count, release <> '') AS with_release,
    toUInt64(0) AS with_tenant,
    sum(cache_weight_sum) AS cache_weight
  FROM rollup_hour
  WHERE slot >= toStartOfHour(fromUnixTimestamp64Milli({from_ms:Int64}))
    AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
  GROUP BY service
  UNION ALL
  SELECT service, 0, 0, 0, 0, sumIf(span_count, tenant <> ''), 0
  FROM rollup_tenant_day
  WHERE slot >= toStartOfHour(fromUnixTimestamp64Milli({from_ms:Int64}))
    AND slot < fromUnixTimestamp64Milli({to_ms:Int64})
  GROUP BY service
)
WHERE service <> ''
GROUP BY service
ORDER BY service
LIMIT {row_limit:UInt32}
