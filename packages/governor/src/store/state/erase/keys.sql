-- A key for this tenant alone is for nobody now: it is revoked, and its scope names no tenant that exists.
UPDATE keys
SET revoked_at = CASE WHEN cardinality(array_remove(tenants, $1)) = 0 THEN coalesce(revoked_at, now()) ELSE revoked_at END,
    tenants = CASE WHEN cardinality(array_remove(tenants, $1)) = 0 THEN ARRAY['(erased)'] ELSE array_remove(tenants, $1) END
WHERE tenants @> ARRAY[$1]
