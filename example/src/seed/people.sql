-- 13 investigators a tenant: in the largest one everybody owns hundreds of cases. 13, because it shares no divisor
-- with the cycles of titles and states in cases.sql.
INSERT INTO people (id, tenant_id, name, email, team)
SELECT
  t.id * 1000 + n,
  t.id,
  (ARRAY['Ada', 'Bela', 'Chidi', 'Dana', 'Emeka', 'Farah', 'Goran', 'Hana', 'Ines', 'Jonas'])[1 + n % 10]
    || ' ' ||
  (ARRAY['Okafor', 'Lindqvist', 'Marino', 'Novak', 'Osei', 'Petrov', 'Quist'])[1 + n % 7],
  'person' || n || '@' || t.slug || '.example',
  (ARRAY['intake', 'fraud', 'field', 'review'])[1 + n % 4]
FROM tenants t
CROSS JOIN generate_series(1, 13) AS n
