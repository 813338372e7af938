-- A person says that it is not fixed, or that nobody is on it.
UPDATE findings
SET state = 'open', closed_at = NULL, held_until = $2, triaged_at = $3
WHERE id = $1
