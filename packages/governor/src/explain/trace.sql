-- What the layout of one trace needs of its spans, in order of time.
SELECT
  lower(hex(span_id)) AS span_id,
  if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent_span_id,
  name, service, db_query,
  toFloat64(toUnixTimestamp64Nano(start_time) - min(toUnixTimestamp64Nano(start_time)) OVER ()) AS start_offset_ns,
  toFloat64(duration_ns) AS duration_ns
FROM trace_spans
WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
ORDER BY start_time, trace_spans.span_id
LIMIT {row_limit:UInt32}
