-- A new key, with its line in the audit log.
WITH inserted AS (
  INSERT INTO keys (name, role, secret_hash, prefix, created_at)
  VALUES ($1, $2, decode($3, 'hex'), $4, $5)
  ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
  RETURNING id, name, role, encode(secret_hash, 'hex') AS secret_hash, prefix, created_at, last_used_at, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, details)
  SELECT $5, $6, 'key.created', 'key:' || inserted.id, jsonb_build_object('name', inserted.name, 'role', inserted.role)
  FROM inserted
)
SELECT id, name, role, secret_hash, prefix, created_at, last_used_at, revoked_at FROM inserted
