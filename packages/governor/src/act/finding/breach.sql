-- It breached again: counted, seen now, and shown as the newest verdict says.
UPDATE findings
SET state = $2, verdict = $3, last_seen_at = $4, closed_at = NULL, occurrences = occurrences + 1
WHERE id = $1
