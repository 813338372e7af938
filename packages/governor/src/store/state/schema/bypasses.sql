-- Whether row security holds for who is connected, see reader.sql.
SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user
