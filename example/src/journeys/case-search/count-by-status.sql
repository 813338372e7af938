SELECT status, count(*)::integer AS cases FROM cases WHERE tenant_id = $1 GROUP BY status ORDER BY status
