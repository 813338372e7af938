-- The same for all owners of a page: each is read once, however many of the cases are theirs.
SELECT p.id, p.name, p.team, count(c.id)::integer AS "openCases", max(e.occurred_at) AS "lastActivity"
FROM people p
LEFT JOIN cases c ON c.tenant_id = p.tenant_id AND c.owner_id = p.id AND c.status = 'open'
LEFT JOIN events e ON e.id = c.last_event_id
WHERE p.tenant_id = $1 AND p.id = ANY ($2::integer[])
GROUP BY p.id
