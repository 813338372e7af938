-- A change is forgotten after every message about it: one that waits still needs it.
WITH forgotten AS (
  DELETE FROM alert_messages WHERE ended_at < $1
)
DELETE FROM alert_events AS event
WHERE event.dispatched_at < $1
  AND NOT EXISTS (SELECT FROM alert_messages WHERE ended_at IS NULL AND event.id = ANY (event_ids))
