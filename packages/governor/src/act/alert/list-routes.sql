-- Routes with how they do: the newest message that arrived, what waits, and why the newest attempt failed where nothing
-- arrived since.
SELECT
  routes.id, routes.name, routes.kind, routes.shown, routes.team, routes.quiet, routes.created_by, routes.created_at,
  done.last_sent_at, done.waiting, coalesce(newest.last_error, '') AS last_error
FROM alert_routes AS routes
CROSS JOIN LATERAL (
  SELECT
    max(ended_at) FILTER (WHERE state = 'sent') AS last_sent_at,
    (count(*) FILTER (WHERE state IN ('held', 'pending')))::integer AS waiting
  FROM alert_messages
  WHERE route_id = routes.id
) AS done
LEFT JOIN LATERAL (
  SELECT last_error
  FROM alert_messages
  WHERE route_id = routes.id AND last_error <> '' AND state IN ('pending', 'failed')
    AND (done.last_sent_at IS NULL OR created_at > done.last_sent_at OR ended_at > done.last_sent_at)
  ORDER BY created_at DESC, id
  LIMIT 1
) AS newest ON true
WHERE $1::uuid IS NULL OR routes.id = $1
ORDER BY routes.name
