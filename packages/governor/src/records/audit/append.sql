INSERT INTO audit_log (time, actor, action, subject, details)
VALUES ($1, $2, $3, $4, $5)
