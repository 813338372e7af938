SELECT id, number, title, status, owner_id AS "ownerId", updated_at AS "updatedAt" FROM cases WHERE tenant_id = $1 AND id = $2
