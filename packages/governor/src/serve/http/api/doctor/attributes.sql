-- Which of some attribute names are in use, by service; of the first spans of the period only, since attributes are the bulk of the data.
SELECT service, name, count() AS spans
FROM
(
    SELECT
        service,
        arrayJoin(arrayIntersect(
            arrayConcat(mapKeys(attributes), mapKeys(resource_attributes)), {names:Array(String)}
        )) AS name
    FROM trace_spans
    WHERE received_at >= fromUnixTimestamp64Milli({from_ms:Int64})
      AND received_at < fromUnixTimestamp64Milli({to_ms:Int64})
    LIMIT {span_limit:UInt32}
)
GROUP BY service, name
ORDER BY spans DESC, service, name
LIMIT {row_limit:UInt32}
