-- What the policies go by, until the transaction ends; see migration 0002.
SELECT
    set_config('governor.tenants', $1, true),
    set_config('governor.services', $2, true),
    set_config('governor.teams', $3, true),
    -- SET LOCAL ROLE, as a function
    CASE WHEN $4 THEN set_config('role', 'governor_reader', true) END
