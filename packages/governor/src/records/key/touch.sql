-- When keys were last used; ids and times in step.
UPDATE keys SET last_used_at = used.at
FROM unnest($1::text[], $2::timestamptz[]) AS used (id, at)
WHERE keys.id::text = used.id AND (keys.last_used_at IS NULL OR keys.last_used_at < used.at)
