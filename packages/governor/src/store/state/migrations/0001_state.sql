-- Findings: verdicts kept and followed. One row a fingerprint; what happened to it is in finding_history.
CREATE TABLE findings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    fingerprint text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'fixed', 'verified')),
    rule text NOT NULL,
    -- the newest verdict that breached, as the contract's Verdict
    verdict jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    closed_at timestamptz,
    -- evaluations that breached since it was opened
    occurrences integer NOT NULL DEFAULT 1 CHECK (occurrences > 0),
    CHECK ((state IN ('fixed', 'verified')) = (closed_at IS NOT NULL))
);

CREATE INDEX findings_by_state ON findings (state, last_seen_at DESC);

CREATE TABLE finding_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finding_id uuid NOT NULL REFERENCES findings (id),
    time timestamptz NOT NULL,
    event text NOT NULL CHECK (event IN ('opened', 'observed', 'acknowledged', 'fixed', 'reopened', 'verified')),
    actor text NOT NULL,
    note text NOT NULL DEFAULT '',
    observed double precision
);

CREATE INDEX finding_history_of_finding ON finding_history (finding_id, time, id);

-- Keys that people and machines show. The secret itself is never kept; `prefix` is what a person can recognise it by.
CREATE TABLE keys (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    role text NOT NULL,
    secret_hash bytea NOT NULL UNIQUE,
    prefix text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);

-- A name can be used again once its key is revoked.
CREATE UNIQUE INDEX keys_by_name_in_use ON keys (name) WHERE revoked_at IS NULL;

CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    action text NOT NULL,
    -- what it was done to: `key:<id>`, `finding:<id>`
    subject text NOT NULL DEFAULT '',
    details jsonb NOT NULL DEFAULT '{}'
);

CREATE INDEX audit_log_by_time ON audit_log (time DESC, id DESC);

-- Append-only, also for the program itself: history that can be edited is no history. ATOMIC bodies would
-- not do for a trigger, hence the quoted one.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''% is append-only'', TG_TABLE_NAME USING ERRCODE = ''restrict_violation''; END';

CREATE TRIGGER finding_history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON finding_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
