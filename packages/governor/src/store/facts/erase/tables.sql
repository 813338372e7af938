-- Tables that hold rows by tenant; views hold none, and the rollups of all tenants together have the empty one.
SELECT t.name AS name
FROM system.tables AS t
INNER JOIN system.columns AS c ON c.database = t.database AND c.table = t.name AND c.name = 'tenant'
WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree'
ORDER BY t.name
