INSERT INTO events (tenant_id, case_id, entity_id, actor_id, kind, note, occurred_at)
SELECT $1, $2, $3, c.owner_id, 'note', 'Linked ' || $4, now()
FROM cases c
WHERE c.tenant_id = $1 AND c.id = $2
