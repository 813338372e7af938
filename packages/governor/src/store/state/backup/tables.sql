-- Ours only: the job queue keeps its tables in a schema of its own, which it makes again.
SELECT c.relname AS name
FROM pg_catalog.pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migrations'
ORDER BY c.relname
