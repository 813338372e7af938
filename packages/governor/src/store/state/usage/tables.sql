-- Every table that is not the engine's own, indexes included; rows as the engine estimates them.
SELECT
    n.nspname || '.' || c.relname AS table,
    pg_total_relation_size(c.oid)::text AS bytes,
    greatest(c.reltuples, 0)::bigint::text AS rows
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
ORDER BY pg_total_relation_size(c.oid) DESC, 1
