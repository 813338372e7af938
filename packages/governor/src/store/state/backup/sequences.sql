-- Null where no number was drawn yet.
SELECT sequencename AS name, last_value::text AS value
FROM pg_catalog.pg_sequences
WHERE schemaname = 'public' AND last_value IS NOT NULL
ORDER BY sequencename
