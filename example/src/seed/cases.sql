-- $1: how many cases over all tenants.
INSERT INTO cases (id, tenant_id, number, title, status, priority, owner_id, opened_at, updated_at)
SELECT
  row_number() OVER (ORDER BY t.id, n),
  t.id,
  upper(left(t.slug, 3)) || '-' || lpad(n::text, 6, '0'),
  (ARRAY['Invoice fraud', 'Identity theft', 'Wire fraud', 'Missing shipment', 'Account takeover', 'Insider trading',
         'Claims fraud', 'Data leak'])[1 + (n * 7) % 8]
    || ' at ' ||
  (ARRAY['North Harbor', 'Quay Street', 'Old Mill', 'Station Road', 'Garden Court'])[1 + (n * 11) % 5],
  (ARRAY['open', 'open', 'waiting', 'closed'])[1 + (n / 8) % 4],
  1 + (n / 32) % 4,
  t.id * 1000 + 1 + n % 7,
  timestamptz '2026-01-01 00:00:00+00' + make_interval(mins => (n * 37) % 400000),
  timestamptz '2026-01-01 00:00:00+00' + make_interval(mins => (n * 37) % 400000 + 20000)
FROM tenants t
CROSS JOIN LATERAL generate_series(1, greatest(1, round($1::integer * t.share)::integer)) AS n
