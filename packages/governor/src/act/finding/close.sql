-- Fixed or verified; the verdict that breached stays.
UPDATE findings
SET state = $2, closed_at = $3
WHERE id = $1
