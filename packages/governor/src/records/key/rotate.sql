-- A new secret; the one before it works until the grace ends, the one before that not any more.
WITH rotated AS (
  UPDATE keys SET
    former_hash = secret_hash, former_until = $5, secret_hash = decode($2, 'hex'), prefix = $3,
    rotated_at = $4, rotated_by = $6
  WHERE id::text = $1 AND revoked_at IS NULL
  RETURNING id, name, role, tenants, teams, encode(secret_hash, 'hex') AS secret_hash, encode(former_hash, 'hex') AS former_hash, prefix,
    created_by, created_at, last_used_at, rotated_at, former_until, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $4, $6, 'key.rotated', 'key:' || rotated.id, jsonb_build_object('name', rotated.name, 'graceUntil', $5::timestamptz)
  FROM rotated
)
SELECT id, name, role, tenants, teams, secret_hash, former_hash, prefix, created_by, created_at, last_used_at, rotated_at,
  former_until, revoked_at
FROM rotated
