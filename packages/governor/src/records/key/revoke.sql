-- Both secrets of the key at once. Revoking twice keeps the first time, and its line.
WITH revoked AS (
  UPDATE keys SET revoked_at = $2
  WHERE id::text = $1 AND revoked_at IS NULL
  RETURNING id, name, role, tenants, teams, encode(secret_hash, 'hex') AS secret_hash, encode(former_hash, 'hex') AS former_hash, prefix,
    created_by, created_at, last_used_at, rotated_at, former_until, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $2, $3, 'key.revoked', 'key:' || revoked.id, jsonb_build_object('name', revoked.name)
  FROM revoked
)
SELECT id, name, role, tenants, teams, secret_hash, former_hash, prefix, created_by, created_at, last_used_at, rotated_at,
  former_until, revoked_at
FROM revoked
