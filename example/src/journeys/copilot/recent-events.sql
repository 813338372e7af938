SELECT id, kind, note, occurred_at AS "occurredAt"
FROM events
WHERE tenant_id = $1 AND case_id = $2
ORDER BY occurred_at DESC
LIMIT 40
