-- Revoking twice keeps the first time.
WITH revoked AS (
  UPDATE keys SET revoked_at = coalesce(revoked_at, $2)
  WHERE id::text = $1
  RETURNING id, name, role, encode(secret_hash, 'hex') AS secret_hash, prefix, created_at, last_used_at, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $2, $3, 'key.revoked', 'key:' || revoked.id, jsonb_build_object('name', revoked.name)
  FROM revoked
)
SELECT id, name, role, secret_hash, prefix, created_at, last_used_at, revoked_at FROM revoked
