-- The oldest due message of each route, taken for a while: until the claim runs out nobody else takes it, and then anybody.
WITH due AS (
  SELECT id
  FROM alert_messages AS message
  WHERE state IN ('held', 'pending') AND due_at <= $1
    AND NOT EXISTS (
      SELECT FROM alert_messages AS older
      WHERE older.route_id = message.route_id AND older.state IN ('held', 'pending') AND older.due_at <= $1
        AND (older.created_at, older.id) < (message.created_at, message.id)
    )
  ORDER BY due_at
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)
UPDATE alert_messages AS message
SET state = 'pending', attempts = message.attempts + 1, due_at = $2
FROM due, alert_routes AS route
WHERE message.id = due.id AND route.id = message.route_id
RETURNING
  message.id, message.route_id, message.event_ids, message.is_summary, message.attempts, message.created_at,
  route.name, route.kind, route.sealed, route.quiet
