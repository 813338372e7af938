-- Quiet hours began before it was sent, or run again: it waits for their end, and that was no attempt.
UPDATE alert_messages SET due_at = $2, attempts = attempts - 1 WHERE id = $1
