-- Findings of some verdicts with the newest value in their history, locked until the transaction ends: two servers take
-- turns. In one order, so that they cannot deadlock.
SELECT
  findings.id, findings.fingerprint, findings.state, findings.closed_at, findings.verdict, findings.opened_at,
  findings.snoozed_until, findings.snoozed_observed, findings.held_until,
  noted.time AS noted_at, noted.observed AS noted_observed
FROM findings
LEFT JOIN LATERAL (
  SELECT time, observed
  FROM finding_history
  WHERE finding_id = findings.id AND event IN ('opened', 'observed', 'fixed', 'reopened', 'verified')
  ORDER BY time DESC, id DESC
  LIMIT 1
) AS noted ON true
WHERE findings.fingerprint = ANY($1)
ORDER BY findings.fingerprint
FOR UPDATE OF findings
