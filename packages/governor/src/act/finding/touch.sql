-- A person looked into it.
UPDATE findings
SET triaged_at = coalesce(triaged_at, $2)
WHERE id = $1
