SELECT part, id AS version, content, content_hash, file, revision, actor, time
FROM catalog_versions
WHERE id = $1
