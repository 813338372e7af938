-- Whether one of two keys was made, or given its present secret, by the other, however many keys are between them:
-- who made a key has known its secret.
WITH RECURSIVE makers (descendant, maker) AS (
  SELECT 'key:' || keys.id, by.actor
  FROM keys
  CROSS JOIN LATERAL unnest(ARRAY[keys.created_by, keys.rotated_by]) AS by (actor)
  WHERE 'key:' || keys.id IN ($1, $2)
  UNION
  SELECT makers.descendant, by.actor
  FROM makers
  JOIN keys ON 'key:' || keys.id = makers.maker
  CROSS JOIN LATERAL unnest(ARRAY[keys.created_by, keys.rotated_by]) AS by (actor)
)
SELECT 1 AS found
FROM makers
WHERE (descendant = $1 AND maker = $2) OR (descendant = $2 AND maker = $1)
LIMIT 1
