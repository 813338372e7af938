SELECT id, name FROM media WHERE tenant_id = $1 AND case_id = $2 ORDER BY id LIMIT 50
