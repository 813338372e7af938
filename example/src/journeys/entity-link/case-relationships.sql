SELECT id, from_id AS "fromId", to_id AS "toId", kind
FROM relationships
WHERE tenant_id = $1 AND case_id = $2
ORDER BY id
LIMIT 500
