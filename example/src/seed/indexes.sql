-- After the rows: building an index over them is several times faster than keeping it while they come.
CREATE INDEX IF NOT EXISTS cases_by_recency ON cases (tenant_id, updated_at DESC);
CREATE INDEX IF NOT EXISTS cases_by_status ON cases (tenant_id, status);
CREATE INDEX IF NOT EXISTS cases_by_owner ON cases (tenant_id, owner_id);
CREATE INDEX IF NOT EXISTS entities_by_case ON entities (case_id);
CREATE INDEX IF NOT EXISTS relationships_by_case ON relationships (case_id);
CREATE INDEX IF NOT EXISTS events_by_case ON events (case_id, occurred_at);
CREATE INDEX IF NOT EXISTS media_by_case ON media (case_id);
