-- What each entity of the case did last, in whatever case: one step into events_by_entity for each. Without that
-- index (fault "missing-index") each is a walk over all events.
SELECT n.id AS "entityId", n.name, last.kind, last.case_id AS "caseId", last.occurred_at AS "occurredAt"
FROM (
  SELECT id, name FROM entities WHERE tenant_id = $1 AND case_id = $2 ORDER BY id LIMIT 30
) AS n
CROSS JOIN LATERAL (
  SELECT e.kind, e.case_id, e.occurred_at
  FROM events e
  WHERE e.entity_id = n.id AND e.tenant_id = $1
  ORDER BY e.occurred_at DESC
  LIMIT 1
) AS last
