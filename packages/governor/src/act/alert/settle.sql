-- How an attempt ended.
UPDATE alert_messages
SET state = $2, ended_at = CASE WHEN $2 IN ('sent', 'failed') THEN $3::timestamptz END, due_at = $4, last_error = $5
WHERE id = $1 AND state = 'pending'
