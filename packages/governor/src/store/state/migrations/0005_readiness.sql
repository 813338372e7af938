-- What teams have practised and what CI has judged. Both are history: nothing here is changed or deleted.
CREATE TABLE drills (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL CHECK (kind IN ('rollback', 'cache-invalidation')),
    service text NOT NULL,
    env text NOT NULL DEFAULT '',
    outcome text NOT NULL CHECK (outcome IN ('passed', 'failed')),
    duration_ms bigint CHECK (duration_ms >= 0),
    note text NOT NULL DEFAULT '',
    actor text NOT NULL,
    drilled_at timestamptz NOT NULL
);

CREATE INDEX drills_of_service ON drills (service, kind, drilled_at DESC);

-- A gate that ran in CI: which release it judged, on which services.
CREATE TABLE gate_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    release text NOT NULL,
    env text NOT NULL DEFAULT '',
    services text[] NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('breach', 'pass', 'not-enough-data')),
    -- which CI, as the command found it in its environment: `github`, `gitlab`, `ci`
    ci text NOT NULL,
    actor text NOT NULL,
    ran_at timestamptz NOT NULL
);

CREATE INDEX gate_runs_by_time ON gate_runs (ran_at DESC);

CREATE TRIGGER drills_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON drills
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER gate_runs_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON gate_runs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE drills ENABLE ROW LEVEL SECURITY;

ALTER TABLE drills FORCE ROW LEVEL SECURITY;

-- No tenant's data: whoever may see the service may see how it was practised.
CREATE POLICY drills_in_scope ON drills USING (
    governor_sees(current_setting('governor.services', true), service)
);
