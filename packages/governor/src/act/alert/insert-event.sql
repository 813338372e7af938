INSERT INTO alert_events (kind, batch, team, subject, details, time)
VALUES ($1, $2, $3, $4, $5, $6)
