-- Fixed or verified; the verdict that breached stays.
UPDATE findings
SET state = $2, closed_at = $3, held_until = NULL
WHERE id = $1
