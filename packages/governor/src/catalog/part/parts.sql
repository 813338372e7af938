-- The parts in force, in the order in which they first came.
SELECT v.part, v.id AS version, v.content, v.content_hash, v.file, v.revision, v.actor, v.time
FROM catalog_parts AS p
JOIN catalog_versions AS v ON v.id = p.version
ORDER BY p.since
