CREATE INDEX CONCURRENTLY IF NOT EXISTS events_by_entity ON events (entity_id, occurred_at DESC)
