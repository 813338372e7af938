-- Findings whose snooze is over.
SELECT id, state, verdict, opened_at, last_seen_at, snoozed_until
FROM findings
WHERE snoozed_until <= $1
ORDER BY fingerprint
FOR UPDATE
