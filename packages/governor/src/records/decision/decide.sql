-- Decided once, while it is open.
WITH decided AS (
  UPDATE decisions SET outcome = $2, decided_by = $3, decided_at = $4, note = $5
  WHERE id = $1 AND outcome IS NULL AND expires_at > $4
  RETURNING id, kind, subject
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $4, $3, 'decision.' || $2, 'decision:' || id, jsonb_build_object('kind', kind, 'subject', subject, 'note', $5::text)
  FROM decided
)
SELECT id FROM decided
