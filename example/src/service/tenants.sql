SELECT id, slug FROM tenants
