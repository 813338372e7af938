-- Newest span that is readable, by its own clock; part metadata answers it. Zero rows give the epoch.
SELECT
  toUnixTimestamp64Milli(toDateTime64(max(start_time), 3, 'UTC')) AS fresh_ms,
  count() AS spans
FROM spans
