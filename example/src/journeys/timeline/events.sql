SELECT e.id, e.kind, e.note, e.occurred_at AS "occurredAt", e.entity_id AS "entityId", p.name AS actor
FROM events e
LEFT JOIN people p ON p.id = e.actor_id
WHERE e.tenant_id = $1 AND e.case_id = $2
ORDER BY e.occurred_at DESC
LIMIT $3
