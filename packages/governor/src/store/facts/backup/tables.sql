-- Tables that hold rows themselves; views are made by the migrations.
SELECT name, toString(uuid) AS uuid
FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'
ORDER BY name
