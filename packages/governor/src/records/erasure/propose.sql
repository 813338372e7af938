WITH proposed AS (
    INSERT INTO erasures (tenant_hash, salt, reason, state, proposed_by, proposed_at)
    VALUES (decode($1, 'hex'), $2::bytea, $3, 'proposed', $4, $5)
    RETURNING *
), line AS (
    INSERT INTO audit_log (time, actor, action, subject, details)
    SELECT $5, $4, 'erasure.proposed', 'erasure:' || id, jsonb_build_object('tenantHash', $1::text) FROM proposed
)
SELECT * FROM proposed
