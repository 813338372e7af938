-- The same for all owners of a page: its few owners are read once, however many cases they have on it.
SELECT p.id, p.name, p.team,
  count(c.id) FILTER (WHERE c.status = 'open')::integer AS "openCases",
  max(e.occurred_at) AS "lastActivity"
FROM people p
LEFT JOIN cases c ON c.tenant_id = p.tenant_id AND c.owner_id = p.id
LEFT JOIN events e ON e.id = c.last_event_id
WHERE p.tenant_id = $1 AND p.id = ANY ($2::integer[])
GROUP BY p.id
