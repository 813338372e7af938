-- The parts as they were at a version: of each its newest up to that one, without the removed.
SELECT part, version, content, content_hash, file, revision, actor, time
FROM (
    SELECT DISTINCT ON (part)
        part, id AS version, content, content_hash, file, revision, actor, time
    FROM catalog_versions
    WHERE id <= $1
    ORDER BY part, id DESC
) AS newest
WHERE content IS NOT NULL
ORDER BY version
