-- It breached again: counted, seen now, and shown as the newest verdict says. One that opens again is to be triaged anew,
-- unless a snooze that still runs says that somebody knows.
UPDATE findings
SET
  state = $2, verdict = $3, last_seen_at = $4, closed_at = NULL, occurrences = occurrences + 1,
  triaged_at = CASE WHEN closed_at IS NULL OR snoozed_until > $4 THEN triaged_at END
WHERE id = $1
