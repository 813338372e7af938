SELECT id, name, team FROM people WHERE tenant_id = $1 AND id = $2
