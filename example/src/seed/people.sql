-- 20 investigators a tenant and 400 more in the largest, so that a page of its cases has many owners.
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
CROSS JOIN LATERAL generate_series(1, 20 + CASE WHEN t.id = 6 THEN 400 ELSE 0 END) AS n
