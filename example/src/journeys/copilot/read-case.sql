SELECT number, title, status FROM cases WHERE tenant_id = $1 AND id = $2
