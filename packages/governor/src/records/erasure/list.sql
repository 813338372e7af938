SELECT * FROM erasures ORDER BY proposed_at DESC LIMIT $1
