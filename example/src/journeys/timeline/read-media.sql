SELECT m.name, m.content_type AS "contentType", b.content
FROM media m
JOIN blobs b ON b.id = m.blob_id
WHERE m.tenant_id = $1 AND m.id = $2
