SELECT
  message.id, message.route_id, route.name AS route_name, route.kind, message.state, message.is_summary,
  cardinality(message.event_ids) AS events, message.attempts, message.created_at, message.due_at, message.ended_at,
  message.last_error
FROM alert_messages AS message
JOIN alert_routes AS route ON route.id = message.route_id
WHERE $2::text[] IS NULL OR route.team = ANY($2)
ORDER BY message.created_at DESC, message.id
LIMIT $1
