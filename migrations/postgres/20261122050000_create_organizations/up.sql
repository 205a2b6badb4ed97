-- Who there is, and what they may use.

CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT, -- IANA name; NULL is UTC
    created_at BIGINT NOT NULL
);

CREATE TABLE organization_features (
    org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    feature TEXT NOT NULL,
    PRIMARY KEY (org_id, feature)
);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL
);

CREATE TABLE members (
    org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (org_id, person_id)
);

CREATE INDEX members_by_person ON members (person_id);

CREATE TABLE training_principles (
    org_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE,
    principle TEXT NOT NULL,
    updated_by TEXT NOT NULL REFERENCES people (id),
    updated_at BIGINT NOT NULL
);

-- Only the hash of a secret is kept. A token ends with its owner's membership.
CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL UNIQUE,
    secret_hash BYTEA NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- words with a space between
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT,
    FOREIGN KEY (org_id, person_id) REFERENCES members (org_id, person_id) ON DELETE CASCADE
);

CREATE INDEX api_tokens_by_owner ON api_tokens (org_id, person_id);
