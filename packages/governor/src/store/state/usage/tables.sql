-- Every table that is not the engine's own, indexes included; rows as the engine estimates them: reltuples is -1 until the
-- first vacuum, the statistics are empty after a crash.
SELECT
    n.nspname || '.' || c.relname AS table,
    pg_total_relation_size(c.oid)::text AS bytes,
    greatest(c.reltuples::bigint, pg_stat_get_live_tuples(c.oid), 0)::text AS rows
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
ORDER BY pg_total_relation_size(c.oid) DESC, 1
