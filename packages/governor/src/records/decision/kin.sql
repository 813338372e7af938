-- Whether one of two keys was made, or given its present secret, by the other, however many keys are between them:
-- who made a key has known its secret.
WITH RECURSIVE makers (descendant, maker, depth) AS (
  SELECT 'key:' || keys.id, maker, 1
  FROM keys
  CROSS JOIN LATERAL unnest(ARRAY[keys.created_by, keys.rotated_by]) AS maker
  WHERE 'key:' || keys.id IN ($1, $2) AND maker <> 'key:' || keys.id
  UNION
  SELECT makers.descendant, maker, makers.depth + 1
  FROM makers
  JOIN keys ON makers.maker = 'key:' || keys.id
  CROSS JOIN LATERAL unnest(ARRAY[keys.created_by, keys.rotated_by]) AS maker
  WHERE maker <> 'key:' || keys.id AND makers.depth < 100
)
SELECT 1 AS found
FROM makers
WHERE (descendant = $1 AND maker = $2) OR (descendant = $2 AND maker = $1)
LIMIT 1
