SELECT 'findings' AS table, count(*)::text AS rows FROM findings WHERE verdict #>> '{subject,tenant}' = $1
UNION ALL
SELECT 'finding_history', count(*)::text FROM finding_history
WHERE finding_id IN (SELECT id FROM findings WHERE verdict #>> '{subject,tenant}' = $1)
UNION ALL
SELECT 'keys', count(*)::text FROM keys WHERE tenants @> ARRAY[$1]
