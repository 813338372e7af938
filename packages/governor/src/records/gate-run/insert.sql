-- A gate that ran in CI, with its line in the audit log.
WITH inserted AS (
  INSERT INTO gate_runs (release, env, services, outcome, ci, actor, ran_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  RETURNING id, release, outcome, ci, actor, ran_at
)
INSERT INTO audit_log (time, actor, action, subject, details)
SELECT ran_at, actor, 'gate.ran', 'release:' || release, jsonb_build_object('outcome', outcome, 'ci', ci)
FROM inserted
