-- One trace without its attributes, events and links, in order of time: what a waterfall of 10,000 spans is drawn from.
-- Offsets are doubles, exact up to 104 days, so that no row has to be converted again.
SELECT
  toString(min(toUnixTimestamp64Nano(start_time)) OVER ()) AS trace_start_unix_ns,
  toFloat64(toUnixTimestamp64Nano(start_time) - min(toUnixTimestamp64Nano(start_time)) OVER ()) AS start_offset_ns,
  toFloat64(trace_spans.duration_ns) AS duration_ns,
  lower(hex(span_id)) AS span_id,
  if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent_span_id,
  name, kind, status, service, env, tenant, release, http_method, http_route, db_system,
  substringUTF8(trace_spans.db_query, 1, {query_length:UInt32}) AS db_query,
  toUInt32(count() OVER ()) AS span_count
FROM trace_spans
WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
ORDER BY start_time, trace_spans.span_id
LIMIT {row_limit:UInt32}
