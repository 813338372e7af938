-- Somebody is on it. Only what is open can be acknowledged, or acknowledged again with another note.
UPDATE findings
SET state = 'acknowledged'
WHERE id = $1 AND state IN ('open', 'acknowledged')
RETURNING id
