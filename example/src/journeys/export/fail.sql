-- $2: after so many attempts it is given up; before that it is tried again a second later.
UPDATE exports
SET
  attempts = attempts + 1,
  status = CASE WHEN attempts + 1 >= $2 THEN 'failed' ELSE 'queued' END,
  run_after = now() + interval '1 second'
WHERE id = $1
