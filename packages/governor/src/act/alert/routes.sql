SELECT id, team, quiet FROM alert_routes ORDER BY id
