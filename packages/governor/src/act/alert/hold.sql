-- In quiet hours everything goes into one message, due at their end.
INSERT INTO alert_messages (route_id, event_ids, is_summary, state, created_at, due_at)
VALUES ($1, $2, true, 'held', $3, $4)
ON CONFLICT (route_id) WHERE state = 'held'
DO UPDATE SET event_ids = alert_messages.event_ids || excluded.event_ids, due_at = excluded.due_at
