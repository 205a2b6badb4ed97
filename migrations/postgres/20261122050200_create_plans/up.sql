-- Plans: the generated one, which never changes, and the log of what people
-- did to it. What is read in public is a function of the two.

CREATE TABLE plans (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organizations (id),
    created_by TEXT NOT NULL REFERENCES people (id),
    athlete_id TEXT REFERENCES people (id),
    display_name TEXT NOT NULL,
    status TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1), -- the number of writes
    short_id TEXT UNIQUE, -- from the first publishing on
    published BOOLEAN NOT NULL,
    published_at BIGINT,
    time_zone TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (NOT published OR short_id IS NOT NULL)
);

CREATE INDEX plans_by_organization ON plans (org_id, id);
CREATE INDEX plans_by_athlete ON plans (athlete_id);

-- A released slug rests before anyone else may take it; a deleted plan's too.
CREATE TABLE slugs (
    slug TEXT NOT NULL PRIMARY KEY,
    plan_id TEXT REFERENCES plans (id) ON DELETE SET NULL,
    released_at BIGINT, -- NULL: in use
    CHECK (plan_id IS NOT NULL OR released_at IS NOT NULL)
);

CREATE UNIQUE INDEX slugs_one_in_use ON slugs (plan_id) WHERE released_at IS NULL;
CREATE INDEX slugs_by_plan ON slugs (plan_id);

CREATE TABLE plan_bases (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL CHECK (revision >= 1),
    document TEXT NOT NULL, -- the generated plan, as versioned JSON
    PRIMARY KEY (plan_id, revision)
);

CREATE TABLE operations (
    plan_id TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    payload TEXT NOT NULL, -- versioned JSON; body parts are opaque here
    PRIMARY KEY (plan_id, sequence)
);

-- Health data, apart from everything the public service may read.
CREATE TABLE injury_details (
    plan_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    part TEXT NOT NULL, -- what stands for the body part in the log
    body_part TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (plan_id, sequence),
    FOREIGN KEY (plan_id, sequence) REFERENCES operations (plan_id, sequence) ON DELETE CASCADE
);

-- Both are append-only: rows leave with their plan and not before.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;

CREATE FUNCTION refuse_delete_while_plan_exists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM plans WHERE id = OLD.plan_id) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER plan_bases_never_change
BEFORE UPDATE ON plan_bases
FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER plan_bases_never_truncated
BEFORE TRUNCATE ON plan_bases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER plan_bases_leave_with_their_plan
BEFORE DELETE ON plan_bases
FOR EACH ROW EXECUTE FUNCTION refuse_delete_while_plan_exists();

CREATE TRIGGER operations_never_change
BEFORE UPDATE ON operations
FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER operations_never_truncated
BEFORE TRUNCATE ON operations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER operations_leave_with_their_plan
BEFORE DELETE ON operations
FOR EACH ROW EXECUTE FUNCTION refuse_delete_while_plan_exists();
