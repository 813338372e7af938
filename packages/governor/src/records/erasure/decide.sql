WITH decided AS (
    UPDATE erasures SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'proposed' RETURNING *
), line AS (
    INSERT INTO audit_log (time, actor, action, subject)
    SELECT $4, $3, CASE $2 WHEN 'running' THEN 'erasure.approved' ELSE 'erasure.refused' END, 'erasure:' || id FROM decided
)
SELECT * FROM decided
