SELECT kind, sealed FROM alert_routes WHERE id = $1
