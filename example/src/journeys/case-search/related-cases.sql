-- The owner's newest other cases.
SELECT r.id, r.number, r.title, r.status
FROM cases c
JOIN cases r ON r.tenant_id = c.tenant_id AND r.owner_id = c.owner_id AND r.id <> c.id
WHERE c.tenant_id = $1 AND c.id = $2
ORDER BY r.updated_at DESC
LIMIT 10
