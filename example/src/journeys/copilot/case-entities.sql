SELECT name, kind FROM entities WHERE tenant_id = $1 AND case_id = $2 ORDER BY id LIMIT 30
