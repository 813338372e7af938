-- One finding and what was last done to it, locked until the transaction ends.
SELECT
  findings.id, findings.state, findings.verdict, findings.opened_at, findings.last_seen_at, findings.snoozed_until,
  findings.snooze_reason, findings.snoozed_by,
  newest.event, newest.actor, newest.note, newest.time
FROM findings
LEFT JOIN LATERAL (
  SELECT event, actor, note, time
  FROM finding_history
  WHERE finding_id = findings.id AND event <> 'observed'
  ORDER BY id DESC
  LIMIT 1
) AS newest ON true
WHERE findings.id = $1
FOR UPDATE OF findings
