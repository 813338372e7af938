INSERT INTO answers (tenant_id, case_id, question, text) VALUES ($1, $2, $3, $4) RETURNING id
