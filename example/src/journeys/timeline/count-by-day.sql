SELECT date_trunc('day', occurred_at) AS day, count(*)::integer AS events
FROM events
WHERE tenant_id = $1 AND case_id = $2
GROUP BY day
ORDER BY day
