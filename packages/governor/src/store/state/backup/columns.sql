-- Columns that can be written; the others follow from them.
SELECT a.attname AS name
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ('public.' || quote_ident($1))::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
ORDER BY a.attnum
