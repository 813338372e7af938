-- Rows come in any order, and append-only tables are filled again: neither is a change of what they say.
SET LOCAL session_replication_role = replica
