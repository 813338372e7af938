-- A new key, with its line in the audit log.
WITH inserted AS (
  INSERT INTO keys (name, role, secret_hash, prefix, created_at)
  VALUES ($1, $2, $3, $4, $5)
  RETURNING id, name, role, secret_hash, prefix, created_at, last_used_at, revoked_at
), audited AS (
  INSERT INTO audit_log (time, actor, action, subject, detail)
  SELECT $5, $6, 'key.created', inserted.id::text, jsonb_build_object('name', inserted.name, 'role', inserted.role)
  FROM inserted
)
SELECT id, name, role, secret_hash, prefix, created_at, last_used_at, revoked_at FROM inserted
