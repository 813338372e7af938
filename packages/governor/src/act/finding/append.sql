INSERT INTO finding_history (finding_id, time, event, actor, note, observed)
VALUES ($1, $2, $3, $4, $5, $6)
