-- Erasures of a tenant, asked for by one person and decided by a second. The tenant itself is never written down:
-- `tenant_hash` is the SHA-256 of `salt` and tenant, so the record can be matched by who knows the tenant and tells nobody else.
CREATE TABLE erasures (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_hash bytea NOT NULL,
    salt bytea NOT NULL,
    reason text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'refused', 'running', 'done', 'failed')),
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    finished_at timestamptz,
    -- the proof: rows before and after by table, bytes searched, where something remains; or why it failed
    report jsonb,
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL))
);

CREATE INDEX erasures_by_time ON erasures (proposed_at DESC);

-- One at a time: they search and rewrite the same files.
CREATE UNIQUE INDEX erasures_one_running ON erasures ((true)) WHERE state = 'running';
