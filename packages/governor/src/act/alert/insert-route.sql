-- A new route, unless there are too many or its name is taken.
WITH counted AS (
  SELECT count(*) >= $10 AS is_full FROM alert_routes
), made AS (
  INSERT INTO alert_routes (id, name, kind, shown, sealed, team, quiet, created_by, created_at)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
  FROM counted
  WHERE NOT is_full
  ON CONFLICT (name) DO NOTHING
  RETURNING id
)
SELECT counted.is_full, EXISTS (SELECT FROM made) AS is_made FROM counted
