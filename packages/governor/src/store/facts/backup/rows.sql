SELECT table, toString(sum(rows)) AS rows
FROM system.parts
WHERE database = currentDatabase() AND active AND table != 'schema_migrations'
GROUP BY table
