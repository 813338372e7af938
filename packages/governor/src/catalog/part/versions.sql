-- Newest first; of one part, or of all where none is named. Without their contents, which may be long.
SELECT
    v.id AS version, v.part, v.change, v.content_hash, v.revision, v.actor, v.time, v.restores,
    p.version IS NOT NULL AS in_force
FROM catalog_versions AS v
LEFT JOIN catalog_parts AS p ON p.version = v.id
WHERE $1 = '' OR v.part = $1
ORDER BY v.id DESC
LIMIT $2
