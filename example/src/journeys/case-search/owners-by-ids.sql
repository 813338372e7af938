SELECT p.id, p.name, p.team, coalesce(c.open_cases, 0) AS "openCases"
FROM people p
LEFT JOIN (
  SELECT owner_id, count(*)::integer AS open_cases
  FROM cases
  WHERE tenant_id = $1 AND status = 'open' AND owner_id = ANY ($2::integer[])
  GROUP BY owner_id
) AS c ON c.owner_id = p.id
WHERE p.tenant_id = $1 AND p.id = ANY ($2::integer[])
