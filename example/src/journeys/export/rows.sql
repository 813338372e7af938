-- The file of a case and of its owner's other cases, newest first.
SELECT r.number, r.title, r.status, e.kind, e.note, e.occurred_at AS "occurredAt"
FROM cases c
CROSS JOIN LATERAL (
  SELECT id, number, title, status FROM cases
  WHERE tenant_id = c.tenant_id AND owner_id = c.owner_id
  ORDER BY (id = c.id) DESC, updated_at DESC
  LIMIT 60
) AS r
JOIN events e ON e.case_id = r.id AND e.tenant_id = c.tenant_id
WHERE c.tenant_id = $1 AND c.id = $2
LIMIT 2000
