-- How many spans the named traces have, and how many of them failed. Partitions are days of receipt: without the times all
-- of them would be looked through.
SELECT lower(hex(trace_spans.trace_id)) AS trace_id, count() AS spans, countIf(status = 2) AS errors
FROM trace_spans
WHERE trace_spans.trace_id IN (
    SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16)
  )
  AND received_at >= fromUnixTimestamp64Milli({received_from_ms:Int64})
  AND received_at <= fromUnixTimestamp64Milli({received_to_ms:Int64})
GROUP BY trace_id
