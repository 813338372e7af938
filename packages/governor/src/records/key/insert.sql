-- A new key, with its line in the audit log.
WITH inserted AS (
  INSERT INTO keys (name, role, secret_hash, prefix, created_at, created_by, tenants, teams)
  VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, $8)
  ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
  RETURNING id, name, role, tenants, teams, encode(secret_hash, 'hex') AS secret_hash, encode(former_hash, 'hex') AS former_hash, prefix,
    created_by, created_at, last_used_at, rotated_at, former_until, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $5, $6, 'key.created', 'key:' || inserted.id, jsonb_strip_nulls(jsonb_build_object(
    'name', inserted.name, 'role', inserted.role, 'tenants', to_jsonb(inserted.tenants), 'teams', to_jsonb(inserted.teams)
  ))
  FROM inserted
)
SELECT id, name, role, tenants, teams, secret_hash, former_hash, prefix, created_by, created_at, last_used_at, rotated_at,
  former_until, revoked_at
FROM inserted
