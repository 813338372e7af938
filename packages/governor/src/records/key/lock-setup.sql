-- One at a time makes the first owner's key, also among several servers on one database. Held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('governor.setup', 0))
