-- How many spans of each trace are stored, the fullest first.
SELECT lower(hex(trace_id)) AS trace_id, toUInt32(count()) AS span_count
FROM trace_spans
WHERE trace_spans.trace_id IN (SELECT toFixedString(unhex(arrayJoin({trace_ids:Array(String)})), 16))
GROUP BY trace_spans.trace_id
ORDER BY span_count DESC, trace_id
