DELETE FROM alert_routes WHERE id = $1 RETURNING name, shown
