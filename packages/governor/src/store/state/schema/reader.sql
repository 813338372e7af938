-- Row security does not hold for a superuser, nor for who bypasses it: the store's own, embedded, connects as one. There
-- limited reads change to a role that is held, and that may read nothing but tables under row security. Everybody else is
-- held as who they are (FORCE). A role belongs to the whole server, so another database's program may be making it now;
-- where it may not be made at all, limited reads fail and nothing is shown.
DO $do$
DECLARE
    found record;
BEGIN
    IF NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) THEN
        RETURN;
    END IF;
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'governor_reader') THEN
            CREATE ROLE governor_reader NOLOGIN;
        END IF;
    EXCEPTION
        WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
            RAISE WARNING 'governor_reader: %', SQLERRM;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO governor_reader', current_schema());
    FOR found IN
        SELECT oid::regclass AS name FROM pg_class
        WHERE relkind IN ('r', 'p') AND relrowsecurity AND relnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO governor_reader', found.name);
    END LOOP;
EXCEPTION
    WHEN undefined_object OR insufficient_privilege THEN
        RAISE WARNING 'governor_reader: %', SQLERRM;
END
$do$
