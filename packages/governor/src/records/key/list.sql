-- Every key; few hundred at most, so the whole list is read.
SELECT id, name, role, encode(secret_hash, 'hex') AS secret_hash, prefix, created_at, last_used_at, revoked_at
FROM keys
ORDER BY created_at DESC, id
