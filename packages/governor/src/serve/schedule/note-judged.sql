-- The newest time stands, whichever server writes last.
INSERT INTO judging (last_judged_at) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET last_judged_at = greatest(judging.last_judged_at, excluded.last_judged_at)
