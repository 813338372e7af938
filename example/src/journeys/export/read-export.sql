SELECT id, status, size_bytes AS "sizeBytes", chunk_count AS "chunkCount"
FROM exports
WHERE tenant_id = $1 AND id = $2
