-- Everything that can be read, tables and views alike, with the columns by which a reader can be limited.
SELECT
  table,
  (countIf(name = 'tenant') > 0)::Bool AS hasTenant,
  (countIf(name = 'service') > 0)::Bool AS hasService
FROM system.columns
WHERE database = currentDatabase()
GROUP BY table
ORDER BY table
