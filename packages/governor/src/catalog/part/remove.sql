-- A part goes; that it did is a version too, so that it can be brought back.
WITH stored AS (
    INSERT INTO catalog_versions (part, change, content, content_hash, file, revision, actor, time)
    VALUES ($1, 'removed', NULL, '', $2, '', $3, $4)
    RETURNING id, part
), gone AS (
    DELETE FROM catalog_parts WHERE name = $1
), line AS (
    INSERT INTO audit_log (time, actor, action, subject, details)
    SELECT $4, $3, 'catalog.removed', 'catalog:' || part, jsonb_build_object('version', id) FROM stored
)
SELECT id AS version FROM stored
