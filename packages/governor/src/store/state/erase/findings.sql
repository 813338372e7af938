DELETE FROM findings WHERE verdict #>> '{subject,tenant}' = $1
