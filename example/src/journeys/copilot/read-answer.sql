SELECT question, text FROM answers WHERE tenant_id = $1 AND id = $2
