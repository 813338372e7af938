-- Somebody is on it. Only what is open can be acknowledged, or acknowledged again with another note.
UPDATE findings
SET state = 'acknowledged', triaged_at = coalesce(triaged_at, $2)
WHERE id = $1
