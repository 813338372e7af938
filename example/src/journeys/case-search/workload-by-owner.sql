-- Walks all open cases of the owner: some milliseconds in the largest tenant.
SELECT p.id, p.name, p.team, count(c.id)::integer AS "openCases", max(e.occurred_at) AS "lastActivity"
FROM people p
LEFT JOIN cases c ON c.tenant_id = p.tenant_id AND c.owner_id = p.id AND c.status = 'open'
LEFT JOIN events e ON e.id = c.last_event_id
WHERE p.tenant_id = $1 AND p.id = $2
GROUP BY p.id
