-- What a key reaches, who made it, and its former secret while that still works.
ALTER TABLE keys
    ADD COLUMN IF NOT EXISTS tenants text[],
    ADD COLUMN IF NOT EXISTS teams text[],
    ADD COLUMN IF NOT EXISTS created_by text NOT NULL DEFAULT 'local',
    ADD COLUMN IF NOT EXISTS rotated_at timestamptz,
    ADD COLUMN IF NOT EXISTS rotated_by text,
    ADD COLUMN IF NOT EXISTS former_hash bytea,
    ADD COLUMN IF NOT EXISTS former_until timestamptz,
    ADD CONSTRAINT keys_role CHECK (role IN ('owner', 'admin', 'editor', 'viewer', 'ingest', 'ci', 'public')),
    -- no names at all would be a key that sees nothing; all is NULL
    ADD CONSTRAINT keys_tenants CHECK (cardinality(tenants) > 0),
    ADD CONSTRAINT keys_teams CHECK (cardinality(teams) > 0),
    -- only who reads can be limited in what is read
    ADD CONSTRAINT keys_scoped_role CHECK ((tenants IS NULL AND teams IS NULL) OR role IN ('editor', 'viewer', 'ci')),
    ADD CONSTRAINT keys_former CHECK ((former_hash IS NULL) = (former_until IS NULL));

-- Keys of before: the log knows who made them.
UPDATE keys SET created_by = made.actor
FROM audit_log AS made
WHERE made.action = 'key.created' AND made.subject = 'key:' || keys.id;

CREATE INDEX audit_log_by_actor ON audit_log (actor, id DESC);

-- What one person asks for and a second one decides. A table has the last word on that they are two.
CREATE TABLE decisions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- what happens on approval: `tenant.erase`
    kind text NOT NULL,
    -- to what: `erasure:<id>`
    subject text NOT NULL,
    -- why it is asked for
    reason text NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('approved', 'denied', 'expired')),
    decided_by text,
    decided_at timestamptz,
    -- what the second person says to it
    note text NOT NULL DEFAULT '',
    CHECK (expires_at > proposed_at),
    -- who asked may take it back
    CHECK (outcome <> 'approved' OR decided_by <> proposed_by),
    CHECK ((outcome IS NULL) = (decided_by IS NULL)),
    CHECK ((outcome IS NULL) = (decided_at IS NULL))
);

CREATE INDEX decisions_by_time ON decisions (proposed_at DESC, id);

-- The same thing is asked for once at a time.
CREATE UNIQUE INDEX decisions_open ON decisions (kind, subject) WHERE outcome IS NULL;

-- Row security. `State.scoped` sets governor.tenants, governor.services and governor.teams for one transaction, each the
-- JSON text "all" or an array of names. Elsewhere they are not set: then the program itself reads, unless it reads as
-- governor_reader, which sees nothing that nobody named. A table with data about tenants or services joins in by
-- ENABLE and FORCE ROW LEVEL SECURITY and a policy over this function; the start grants SELECT on such tables, and no
-- others, to governor_reader.
CREATE FUNCTION governor_sees(names text, value text) RETURNS boolean LANGUAGE sql STABLE
RETURN CASE coalesce(names, '')
    WHEN '' THEN current_user <> 'governor_reader'
    WHEN '"all"' THEN true
    ELSE coalesce(names::jsonb ? value, false)
END;

CREATE FUNCTION governor_is_unlimited() RETURNS boolean LANGUAGE sql STABLE
RETURN governor_sees(current_setting('governor.tenants', true), NULL)
    AND governor_sees(current_setting('governor.services', true), NULL);

ALTER TABLE findings ENABLE ROW LEVEL SECURITY;

-- FORCE: where the database's owner is who connects, and is no superuser, policies hold without another role.
ALTER TABLE findings FORCE ROW LEVEL SECURITY;

-- A finding without a tenant is about all of them together, so it is not for who may see some. Nobody who is limited writes:
-- their requests are answered by the program, which checks first that they see what they change.
CREATE POLICY findings_in_scope ON findings USING (
    governor_sees(current_setting('governor.tenants', true), verdict #>> '{subject,tenant}')
    AND (
        governor_sees(current_setting('governor.services', true), verdict #>> '{subject,service}')
        OR governor_sees(current_setting('governor.teams', true), verdict #>> '{owner,team}')
    )
)
WITH CHECK (governor_is_unlimited());

ALTER TABLE finding_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE finding_history FORCE ROW LEVEL SECURITY;

-- As its finding: the inner read is under the policy above.
CREATE POLICY finding_history_in_scope ON finding_history USING (
    governor_is_unlimited() OR EXISTS (SELECT FROM findings WHERE findings.id = finding_id)
)
WITH CHECK (governor_is_unlimited());
