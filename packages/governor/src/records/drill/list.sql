-- Newest first; of one service, or of all.
SELECT id, kind, service, env, outcome, duration_ms::float8 AS duration_ms, note, actor, drilled_at
FROM drills
WHERE ($1::text = '' OR service = $1)
ORDER BY drilled_at DESC, id
LIMIT $2
