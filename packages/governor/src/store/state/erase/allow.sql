-- History is append-only for everything else; the lock that this takes ends with the transaction.
ALTER TABLE finding_history DISABLE TRIGGER finding_history_is_append_only
