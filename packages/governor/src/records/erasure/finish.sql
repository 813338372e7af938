WITH finished AS (
    UPDATE erasures SET state = $2, report = $3, finished_at = $4 WHERE id = $1 AND state = 'running' RETURNING *
), line AS (
    INSERT INTO audit_log (time, actor, action, subject, details)
    SELECT $4, 'governor', CASE $2 WHEN 'done' THEN 'tenant.erased' ELSE 'erasure.failed' END, 'erasure:' || id,
        jsonb_build_object('tenantHash', encode(tenant_hash, 'hex'))
    FROM finished
)
SELECT * FROM finished
