-- What selectors can match: the kinds of spans there are.
SELECT service, kind, http_method AS method, http_route AS route, name
FROM spans
WHERE start_time >= fromUnixTimestamp64Milli({from_ms:Int64})
  AND start_time < fromUnixTimestamp64Milli({to_ms:Int64})
  AND service IN {services:Array(String)}
GROUP BY service, kind, method, route, name
LIMIT {row_limit:UInt32}
