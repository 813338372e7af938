-- "Did you mean …?": entities of the case with the same kind and the same first word.
SELECT id, kind, name
FROM entities
WHERE tenant_id = $1 AND case_id = $2 AND kind = $3 AND split_part(name, ' ', 1) = split_part($4, ' ', 1)
ORDER BY id
LIMIT 10
