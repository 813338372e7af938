SELECT setval(('public.' || quote_ident($1))::regclass, $2::bigint, true)
