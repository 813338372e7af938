-- A part's new content, the part at it, and the line in the audit log: all or none.
WITH stored AS (
    INSERT INTO catalog_versions (part, change, content, content_hash, file, revision, actor, time, restores)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id, part
), placed AS (
    INSERT INTO catalog_parts (name, version, since)
    SELECT part, id, id FROM stored
    ON CONFLICT (name) DO UPDATE SET version = EXCLUDED.version
), line AS (
    INSERT INTO audit_log (time, actor, action, subject, details)
    SELECT
        $8, $7, CASE $2 WHEN 'pushed' THEN 'catalog.pushed' ELSE 'catalog.rolled-back' END, 'catalog:' || part,
        jsonb_build_object('version', id, 'revision', $6::text, 'restores', $9::bigint)
    FROM stored
)
SELECT id AS version FROM stored
