-- One trace of `span_count` spans, four children a span, that ended at `at_ms`.
INSERT INTO trace_spans (
    received_at, start_time, duration_ns, trace_id, span_id, parent_span_id, kind, name, service, env, tenant,
    db_system, db_query, attributes, weight, weight_known
)
SELECT
    fromUnixTimestamp64Milli({at_ms:Int64}) AS received_at,
    fromUnixTimestamp64Nano(({at_ms:Int64} - 60000) * 1000000 + toInt64(number) * 1000000) AS start_time,
    toUInt64(if(number = 0, 30e9, 2e6 + sipHash64(number) % 90000000)) AS duration_ns,
    toFixedString(unhex({trace_id:String}), 16) AS trace_id,
    reinterpretAsFixedString(toUInt64(number + 1)) AS span_id,
    if(number = 0, toFixedString('', 8), reinterpretAsFixedString(toUInt64(intDiv(number - 1, 4) + 1))) AS parent_span_id,
    if(number = 0, 2, if(number % 3 = 0, 3, 1)) AS kind,
    if(number = 0, 'GET /api/big', concat('step ', toString(number % 50))) AS name,
    concat('service-', toString(number % 5)) AS service,
    'prod' AS env,
    'tenant-1' AS tenant,
    if(kind = 3, 'postgresql', '') AS db_system,
    if(kind = 3, 'SELECT * FROM items WHERE id = ? ORDER BY created_at DESC LIMIT ?', '') AS db_query,
    map('code.function.name', concat('handler', toString(number % 100)), 'thread.id', toString(number % 8)) AS attributes,
    1 AS weight,
    1 AS weight_known
FROM numbers({span_count:UInt64})
