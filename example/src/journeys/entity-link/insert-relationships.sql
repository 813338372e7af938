-- Only to entities of the same tenant: an id from elsewhere links nothing.
-- $3 the new entity, $4 related entities, $5 kinds
INSERT INTO relationships (tenant_id, case_id, from_id, to_id, kind)
SELECT $1, $2, $3, e.id, r.kind
FROM unnest($4::integer[], $5::text[]) AS r (entity_id, kind)
JOIN entities e ON e.id = r.entity_id AND e.tenant_id = $1
