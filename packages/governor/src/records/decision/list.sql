-- Newest first, with the names that people know keys by.
SELECT
  decisions.id, decisions.kind, decisions.subject, decisions.reason, decisions.note,
  coalesce(decisions.outcome, CASE WHEN decisions.expires_at <= $1 THEN 'expired' ELSE 'open' END) AS state,
  decisions.proposed_by, coalesce(proposer.name, decisions.proposed_by) AS proposed_by_name, decisions.proposed_at,
  decisions.expires_at, decisions.decided_by, coalesce(decider.name, decisions.decided_by) AS decided_by_name,
  decisions.decided_at
FROM decisions
LEFT JOIN keys AS proposer ON decisions.proposed_by = 'key:' || proposer.id
LEFT JOIN keys AS decider ON decisions.decided_by = 'key:' || decider.id
WHERE ($2::uuid IS NULL OR decisions.id = $2)
  AND (NOT $3 OR (decisions.outcome IS NULL AND decisions.expires_at > $1))
ORDER BY decisions.proposed_at DESC, decisions.id
LIMIT $4
