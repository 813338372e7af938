UPDATE erasures
SET state = 'failed', finished_at = $1, report = jsonb_build_object('problem', 'the server ended in the middle of it; ask for it again')
WHERE state = 'running'
