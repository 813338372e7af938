-- The oldest changes that are no messages yet; those that another server holds are its own.
WITH taken AS (
  SELECT id
  FROM alert_events
  WHERE dispatched_at IS NULL
  ORDER BY id
  LIMIT $1
  FOR UPDATE SKIP LOCKED
)
UPDATE alert_events SET dispatched_at = $2
FROM taken
WHERE alert_events.id = taken.id
RETURNING alert_events.id, alert_events.batch, alert_events.team
