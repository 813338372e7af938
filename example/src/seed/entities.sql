-- Most cases name two to four entities; every seventh is a large one with 26 more.
INSERT INTO entities (id, tenant_id, case_id, kind, name, created_at)
SELECT
  c.id * 32 + n,
  c.tenant_id,
  c.id,
  (ARRAY['person', 'company', 'account', 'vehicle', 'phone'])[1 + (c.id + n) % 5],
  (ARRAY['Amber', 'Basalt', 'Cobalt', 'Delta', 'Ember', 'Flint', 'Garnet'])[1 + (c.id * 5 + n) % 7] || ' ' || c.id || '-' || n,
  c.opened_at
FROM cases c
CROSS JOIN LATERAL generate_series(1, 2 + c.id % 3 + CASE WHEN c.id % 7 = 0 THEN 26 ELSE 0 END) AS n
