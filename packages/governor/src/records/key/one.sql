SELECT id, name, role, tenants, teams, encode(secret_hash, 'hex') AS secret_hash, encode(former_hash, 'hex') AS former_hash, prefix,
    created_by, created_at, last_used_at, rotated_at, former_until, revoked_at
FROM keys
WHERE id::text = $1
