-- Seven investigators a tenant: in the largest one everybody owns thousands of cases. Seven, because it shares no divisor
-- with the cycles of titles and states in cases.sql.
INSERT INTO people (id, tenant_id, name, email, team)
SELECT
  t.id * 1000 + n,
  t.id,
  (ARRAY['Ada', 'Bela', 'Chidi', 'Dana', 'Emeka', 'Farah', 'Goran', 'Hana', 'Ines', 'Jonas'])[1 + n % 10]
    || ' ' ||
  (ARRAY['Okafor', 'Lindqvist', 'Marino', 'Novak', 'Osei'])[1 + n % 5],
  'person' || n || '@' || t.slug || '.example',
  (ARRAY['intake', 'fraud', 'field', 'review'])[1 + n % 4]
FROM tenants t
CROSS JOIN generate_series(1, 7) AS n
