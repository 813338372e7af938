INSERT INTO finding_history (finding_id, time, event, actor, actor_name, note, observed)
VALUES ($1, $2, $3, $4, $5, $6, $7)
