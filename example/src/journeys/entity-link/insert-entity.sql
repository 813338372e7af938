INSERT INTO entities (tenant_id, case_id, kind, name) VALUES ($1, $2, $3, $4) RETURNING id
