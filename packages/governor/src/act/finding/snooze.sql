UPDATE findings
SET
  snoozed_at = $2, snoozed_until = $3, snooze_reason = $4, snoozed_by = $5, snoozed_by_name = $6,
  snoozed_observed = (verdict ->> 'observed')::float8, triaged_at = coalesce(triaged_at, $2)
WHERE id = $1
