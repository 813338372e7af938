-- Four to seven events an entity, later ones with higher ids.
INSERT INTO events (id, tenant_id, case_id, entity_id, actor_id, kind, note, occurred_at)
SELECT
  e.id * 16 + n,
  e.tenant_id,
  e.case_id,
  e.id,
  e.tenant_id * 1000 + 1 + (e.id + n) % 7,
  (ARRAY['call', 'transfer', 'sighting', 'interview', 'document', 'note'])[1 + (e.id + n) % 6],
  'Seen with ' || e.name || ' in connection with item ' || n || ' of the file',
  e.created_at + make_interval(mins => (e.id % 32) * 640 + n * 37)
FROM entities e
CROSS JOIN LATERAL generate_series(1, 4 + e.id % 4) AS n
