-- What is not closed, for the check whether its subject is still judged.
SELECT id, state, verdict, opened_at, last_seen_at, snoozed_until
FROM findings
WHERE state IN ('open', 'acknowledged')
ORDER BY fingerprint
FOR UPDATE
