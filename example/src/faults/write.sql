INSERT INTO faults (name, is_on)
VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET is_on = excluded.is_on, changed_at = now()
