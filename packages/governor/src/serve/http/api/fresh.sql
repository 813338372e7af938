-- Newest span that is readable, by its own clock, and whether there is any. From a rollup by day: the spans' own times
-- would all be read (130 ms at 10 million).
SELECT
  toUnixTimestamp64Milli(max(last_start)) AS fresh_ms,
  sum(span_count) AS spans
FROM {rollup:Identifier}
