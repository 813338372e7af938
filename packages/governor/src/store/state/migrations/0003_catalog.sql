-- What repositories pushed of the catalog. A version is one part's whole content at one push; the catalog in force is
-- the newest version of every part, so any earlier catalog can be put together again: of each part the newest version
-- up to that one. Ids grow in the order of commit, because writers hold one advisory lock.
CREATE TABLE catalog_versions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    part text NOT NULL,
    change text NOT NULL CHECK (change IN ('pushed', 'removed', 'rolled-back')),
    -- the YAML as it was pushed; null where the part was removed
    content text,
    -- SHA-256 of the content, hex; empty where the part was removed
    content_hash text NOT NULL,
    -- name of the file in its repository, for the places of problems
    file text NOT NULL,
    -- commit it came from; empty when not said
    revision text NOT NULL DEFAULT '',
    actor text NOT NULL,
    time timestamptz NOT NULL,
    -- the version whose content this one brought back
    restores bigint REFERENCES catalog_versions (id),
    CHECK ((change = 'removed') = (content IS NULL)),
    CHECK ((change = 'rolled-back') = (restores IS NOT NULL))
);

CREATE INDEX catalog_versions_of_part ON catalog_versions (part, id DESC);

CREATE TRIGGER catalog_versions_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The parts in force, each by its newest version; a removed part has no line.
CREATE TABLE catalog_parts (
    name text PRIMARY KEY,
    version bigint NOT NULL UNIQUE REFERENCES catalog_versions (id),
    -- its first version: parts keep the order in which they came
    since bigint NOT NULL REFERENCES catalog_versions (id)
);
