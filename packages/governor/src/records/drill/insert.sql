-- A drill on record, with its line in the audit log.
WITH inserted AS (
  INSERT INTO drills (kind, service, env, outcome, duration_ms, note, actor, drilled_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  RETURNING id, kind, service, env, outcome, duration_ms::float8 AS duration_ms, note, actor, drilled_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT drilled_at, actor, 'drill.recorded', 'drill:' || id,
    jsonb_build_object('kind', kind, 'service', service, 'env', env, 'outcome', outcome)
  FROM inserted
)
SELECT id, kind, service, env, outcome, duration_ms, note, actor, drilled_at FROM inserted
