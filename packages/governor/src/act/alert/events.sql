SELECT details FROM alert_events WHERE id = ANY($1) ORDER BY id
