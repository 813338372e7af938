-- The spans of one id in one trace, of which there should be one; offsets count from the start of the trace.
WITH
(
  SELECT min(start_time)
  FROM trace_spans
  WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
) AS trace_start
SELECT
  toString(toUnixTimestamp64Nano(trace_start)) AS trace_start_unix_ns,
  toString(toUnixTimestamp64Nano(start_time)) AS start_unix_ns,
  duration_ns,
  lower(hex(trace_spans.span_id)) AS span_id,
  if(parent_span_id = toFixedString('', 8), '', lower(hex(parent_span_id))) AS parent_span_id,
  name, kind, status, status_message,
  service, env, tenant, journey, step, release,
  http_method, http_route, http_status, db_system, db_query, scope_name,
  attributes, resource_attributes,
  arrayMap(time -> toString(toUnixTimestamp64Nano(time)), event_times) AS event_unix_ns,
  event_names, event_attributes,
  arrayMap(id -> lower(hex(id)), link_trace_ids) AS link_trace_ids,
  arrayMap(id -> lower(hex(id)), link_span_ids) AS link_span_ids,
  link_attributes
FROM trace_spans
WHERE trace_id = toFixedString(unhex({trace_id:String}), 16)
  AND trace_spans.span_id = toFixedString(unhex({span_id:String}), 8)
ORDER BY start_time
LIMIT {row_limit:UInt32}
