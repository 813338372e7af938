-- An answer is read right away.
DELETE FROM answers WHERE created_at < now() - interval '10 minutes'
