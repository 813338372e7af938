-- A snooze that is over: what was acknowledged is open again.
UPDATE findings
SET
  snoozed_at = NULL, snoozed_until = NULL, snooze_reason = NULL, snoozed_by = NULL, snoozed_by_name = NULL,
  snoozed_observed = NULL, state = CASE WHEN state = 'acknowledged' THEN 'open' ELSE state END
WHERE id = $1
