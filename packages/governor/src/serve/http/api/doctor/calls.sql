-- Calls from one service to another that sends spans too, and how many of them no span of the other answers to.
-- The peer is what the caller says: peer.service, or the first label of the address. Calls of the last minute are left
-- out: their other half may still be on its way.
WITH called AS
(
    SELECT
        service,
        span_id,
        if(attributes['peer.service'] != '', attributes['peer.service'],
            splitByChar('.', if(attributes['server.address'] != '', attributes['server.address'], attributes['net.peer.name']))[1]) AS peer
    FROM trace_spans
    WHERE kind = 3 AND db_system = ''
      AND received_at >= fromUnixTimestamp64Milli({from_ms:Int64})
      AND received_at < fromUnixTimestamp64Milli({to_ms:Int64} - 60000)
      AND peer IN {services:Array(String)} AND peer != service
    LIMIT {span_limit:UInt32}
)
SELECT service, peer, count() AS calls, countIf(span_id NOT IN (
    SELECT parent_span_id FROM spans
    WHERE kind = 2 AND parent_span_id != toFixedString('', 8)
      AND received_at >= fromUnixTimestamp64Milli({from_ms:Int64})
)) AS unanswered
FROM called
GROUP BY service, peer
ORDER BY unanswered DESC
LIMIT {row_limit:UInt32}
