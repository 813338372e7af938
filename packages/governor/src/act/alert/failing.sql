-- Routes whose newest message that was tried did not arrive, after several attempts or for good.
SELECT route.name, newest.attempts, newest.last_error
FROM alert_routes AS route
CROSS JOIN LATERAL (
  SELECT state, attempts, last_error
  FROM alert_messages
  WHERE route_id = route.id AND (state IN ('sent', 'failed') OR last_error <> '')
  ORDER BY coalesce(ended_at, created_at) DESC, id
  LIMIT 1
) AS newest
WHERE newest.state = 'failed' OR (newest.state = 'pending' AND newest.attempts >= $1)
ORDER BY route.name
