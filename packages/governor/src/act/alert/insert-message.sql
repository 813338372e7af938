INSERT INTO alert_messages (route_id, event_ids, state, created_at, due_at)
VALUES ($1, $2, 'pending', $3, $3)
