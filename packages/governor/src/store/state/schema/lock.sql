-- One migrating program at a time, also among several servers on one database. Held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('governor.schema_migrations', 0))
