SELECT id, name, team FROM people WHERE tenant_id = $1 AND id = ANY ($2::integer[])
