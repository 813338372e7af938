-- Writers of the catalog one after the other, on every node: each merges with what the one before it left. Released at the end of the transaction.
SELECT pg_advisory_xact_lock(7400318001)
