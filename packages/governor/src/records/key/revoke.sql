-- Revoking twice keeps the first time.
WITH revoked AS (
  UPDATE keys SET revoked_at = coalesce(revoked_at, $2)
  WHERE id::text = $1
  RETURNING id, name, role, secret_hash, prefix, created_at, last_used_at, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, detail)
  SELECT $2, $3, 'key.revoked', revoked.id::text, jsonb_build_object('name', revoked.name)
  FROM revoked
)
SELECT id, name, role, secret_hash, prefix, created_at, last_used_at, revoked_at FROM revoked
