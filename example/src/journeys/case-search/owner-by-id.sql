SELECT p.id, p.name, p.team,
  (SELECT count(*)::integer FROM cases c WHERE c.tenant_id = $1 AND c.status = 'open' AND c.owner_id = p.id) AS "openCases"
FROM people p
WHERE p.tenant_id = $1 AND p.id = $2
