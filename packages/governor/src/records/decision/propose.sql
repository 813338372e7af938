-- A proposal with its line in the audit log; nothing where the same is proposed already.
WITH proposed AS (
  INSERT INTO decisions (kind, subject, reason, proposed_by, proposed_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (kind, subject) WHERE outcome IS NULL DO NOTHING
  RETURNING id, kind, subject, reason
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $5, $4, 'decision.proposed', 'decision:' || id, jsonb_build_object('kind', kind, 'subject', subject, 'reason', reason)
  FROM proposed
)
SELECT id FROM proposed
