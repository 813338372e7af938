INSERT INTO export_chunks (export_id, ordinal, content) VALUES ($1, $2, $3)
