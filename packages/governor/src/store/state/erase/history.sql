DELETE FROM finding_history WHERE finding_id IN (SELECT id FROM findings WHERE verdict #>> '{subject,tenant}' = $1)
