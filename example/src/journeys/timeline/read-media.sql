SELECT name, content_type AS "contentType", blob_id AS "blobId" FROM media WHERE tenant_id = $1 AND id = $2
