-- Each entity after the first is linked to one before it.
INSERT INTO relationships (id, tenant_id, case_id, from_id, to_id, kind, created_at)
SELECT
  e.id,
  e.tenant_id,
  e.case_id,
  e.id,
  e.case_id * 32 + 1 + (e.id % 32 - 1) / 2,
  (ARRAY['owns', 'called', 'paid', 'met'])[1 + e.id % 4],
  e.created_at
FROM entities e
WHERE e.id % 32 > 1
