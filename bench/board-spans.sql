-- Spans made in the engine: traces of ten spans over 30 services of 20 routes each, for 200 tenants of very unequal size,
-- in eight journeys of five steps. `span_count` of them begin between `from_ms` and `to_ms`; `seed` tells calls apart.
-- Times are log-normal around a middle of each route, so that percentiles differ and have tails; 2 % of the entries fail.
INSERT INTO trace_spans (
    received_at, start_time, duration_ns, trace_id, span_id, parent_span_id, kind, name, status,
    service, env, tenant, feature, domain, journey, step, release, http_method, http_route, http_status, db_system,
    attributes, weight, weight_known
)
SELECT
    fromUnixTimestamp64Milli(toInt64(start_ms + 700)) AS received_at,
    fromUnixTimestamp64Nano(toInt64(start_ms * 1000000 + place * 900000)) AS start_time,
    toUInt64(1e6 * middle_ms * exp(0.6 * randNormal(0, 1, place)) * (1 + 4 * (randCanonical(10) < 0.03)) / (1 + place)) AS duration_ns,
    reinterpretAsFixedString(toUInt128(trace_hash) * 18446744073709551557 + trace) AS trace_id,
    reinterpretAsFixedString(sipHash64(trace_hash, place)) AS span_id,
    if(place = 0, toFixedString('', 8), reinterpretAsFixedString(sipHash64(trace_hash, intDiv(place - 1, 3)))) AS parent_span_id,
    multiIf(place IN (0, 3, 7), 2, place IN (2, 4, 8), 3, 1) AS kind,
    multiIf(kind = 2, concat('GET ', path), kind = 3, concat('SELECT table_', toString(route_index % 6)), concat('step ', toString(route_index % 8))) AS name,
    if(kind = 2 AND randCanonical(20) < 0.02, 2, 0) AS status,
    concat('service-', toString(service_index)) AS service,
    'prod' AS env,
    concat('tenant-', toString(toUInt32(floor(200 * pow(toFloat64(sipHash64(trace_hash, 'tenant') % 1000003) / 1000003, 3))))) AS tenant,
    concat('feature-', toString(route_index % 4)) AS feature,
    concat('domain-', toString(service_index % 6)) AS domain,
    concat('journey-', toString(journey_index)) AS journey,
    concat('step-', toString(root_route % 5)) AS step,
    concat('v', toString(intDiv(toUInt64(start_ms), 259200000) + service_index % 3)) AS release,
    if(kind = 2, 'GET', '') AS http_method,
    if(kind = 2, path, '') AS http_route,
    if(kind = 2, if(status = 2, 500, 200), 0) AS http_status,
    if(kind = 3, 'postgresql', '') AS db_system,
    if({with_attributes:Bool} AND kind = 2, map(
        'url.path', concat(path, '/', toString(trace % 50000)),
        'user_agent.original', concat('Mozilla/5.0 agent/', toString(trace % 40)),
        'governor.cache.hit', if(trace % 3 = 0, 'true', 'false'),
        'http.response.body.size', toString(trace % 90000)
    ), map()) AS attributes,
    1 AS weight,
    1 AS weight_known
FROM (
    SELECT
        intDiv(number, 10) AS trace,
        number % 10 AS place,
        sipHash64(trace, {seed:UInt64}) AS trace_hash,
        {from_ms:Int64} + sipHash64(trace_hash, 'time') % toUInt64({to_ms:Int64} - {from_ms:Int64}) AS start_ms,
        -- A few routes take most of the calls, and each calls the same others every time.
        toUInt32(floor(30 * pow(toFloat64(sipHash64(trace_hash, 'service') % 1000003) / 1000003, 1.5))) AS root_service,
        toUInt32(floor(20 * pow(toFloat64(sipHash64(trace_hash, 'route') % 1000003) / 1000003, 1.5))) AS root_route,
        intDiv(place + 1, 4) AS hop,
        if(hop = 0, root_service, toUInt32(sipHash64(root_service, root_route, hop) % 30)) AS service_index,
        if(hop = 0, root_route, toUInt32(sipHash64(root_service, root_route, hop, 'route') % 20)) AS route_index,
        sipHash64(root_service, root_route) % 8 AS journey_index,
        concat('/api/', toString(service_index), '/items-', toString(route_index), '/:id') AS path,
        20 + 7 * (sipHash64(service_index, route_index) % 60) AS middle_ms
    FROM numbers({span_count:UInt64})
)
SETTINGS max_execution_time = 0, max_threads = 2, max_insert_threads = 1
