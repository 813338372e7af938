-- Newest first along cases_by_recency: the words are common, so a page is full after some hundred rows.
-- $1 tenant, $2 words, $3 status or null, $4 rows
SELECT id, number, title, status, priority, owner_id AS "ownerId", last_event_id AS "lastEventId", updated_at AS "updatedAt"
FROM cases
WHERE tenant_id = $1
  AND strpos(lower(title), lower($2)) > 0
  AND ($3::text IS NULL OR status = $3)
ORDER BY updated_at DESC
LIMIT $4
