-- Everything that can be read by tenant: tables and views alike.
SELECT DISTINCT table FROM system.columns WHERE database = currentDatabase() AND name = 'tenant' ORDER BY table
