-- An organization's own workouts, and the generations it asked for.

CREATE TABLE library_workouts (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    document TEXT NOT NULL, -- the workout, as versioned JSON
    created_at BIGINT NOT NULL
);

CREATE INDEX library_workouts_by_name ON library_workouts (org_id, name, id);

CREATE TABLE runs (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    result TEXT, -- JSON, once finished
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);

CREATE INDEX runs_by_organization ON runs (org_id, created_at);
