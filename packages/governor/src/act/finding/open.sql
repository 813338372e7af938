-- A new finding. Returns nothing where another server opened it a moment before.
INSERT INTO findings (fingerprint, state, rule, verdict, opened_at, last_seen_at, occurrences)
VALUES ($1, 'open', $2, $3, $4, $4, 1)
ON CONFLICT (fingerprint) DO NOTHING
RETURNING id
