-- What is not closed, for the check whether its step still exists.
SELECT id, verdict
FROM findings
WHERE state IN ('open', 'acknowledged')
ORDER BY fingerprint
FOR UPDATE
