-- Newest first, from an id on down; names of keys are looked up, since people know those.
SELECT
  audit_log.id::float8 AS id, audit_log.time, audit_log.actor, coalesce(keys.name, audit_log.actor) AS actor_name,
  audit_log.action, audit_log.subject, audit_log.details
FROM audit_log
LEFT JOIN keys ON audit_log.actor = 'key:' || keys.id
WHERE ($1::bigint IS NULL OR audit_log.id < $1)
  AND ($2::text = '' OR audit_log.actor = $2 OR keys.name = $2)
  AND ($3::text = '' OR audit_log.action = $3 OR starts_with(audit_log.action, $3 || '.'))
  AND ($4::timestamptz IS NULL OR audit_log.time >= $4)
  AND ($5::text = '' OR audit_log.subject = $5)
ORDER BY audit_log.id DESC
LIMIT $6
