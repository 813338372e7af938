-- What nobody decided in time makes way for being asked again.
UPDATE decisions SET outcome = 'expired', decided_by = 'governor', decided_at = $3
WHERE kind = $1 AND subject = $2 AND outcome IS NULL AND expires_at <= $3
