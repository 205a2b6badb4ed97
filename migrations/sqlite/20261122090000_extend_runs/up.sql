-- A run outlives its connection and its process: it keeps what was asked, who
-- works on it and until when, what was said, which weeks are done, and what it
-- may still spend. The defaults are for rows of the program before.

ALTER TABLE runs ADD COLUMN idempotency_key TEXT;
ALTER TABLE runs ADD COLUMN owner TEXT; -- who works on it; NULL once ended
ALTER TABLE runs ADD COLUMN attempt BIGINT NOT NULL DEFAULT 1; -- grows with every take-over
ALTER TABLE runs ADD COLUMN lease_until BIGINT; -- past it anyone may take over; NULL once ended
ALTER TABLE runs ADD COLUMN deadline BIGINT NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN cancel_requested BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE runs ADD COLUMN last_sequence BIGINT NOT NULL DEFAULT 0; -- of its events

CREATE UNIQUE INDEX runs_by_key ON runs (org_id, person_id, kind, idempotency_key)
WHERE idempotency_key IS NOT NULL;
CREATE INDEX runs_by_state ON runs (org_id, state, person_id);
CREATE INDEX runs_by_lease ON runs (lease_until);
CREATE INDEX runs_by_end ON runs (finished_at);

-- Apart from the run, whose row is written with every event.
CREATE TABLE run_requests (
    run_id TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    document TEXT NOT NULL -- JSON
);

CREATE TABLE run_events (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    sequence BIGINT NOT NULL CHECK (sequence >= 1),
    document TEXT NOT NULL, -- JSON
    PRIMARY KEY (run_id, sequence)
);

CREATE TABLE run_weeks (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    week BIGINT NOT NULL CHECK (week BETWEEN 1 AND 255),
    document TEXT NOT NULL, -- JSON
    PRIMARY KEY (run_id, week)
);

-- What an organization's runs took of a day's budget: what was settled, and
-- what is set aside for calls that are still open.
CREATE TABLE token_days (
    org_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    day TEXT NOT NULL, -- YYYY-MM-DD, in UTC
    tokens BIGINT NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (org_id, day)
);

-- Tokens set aside for an open call; the day counts them already.
CREATE TABLE token_reservations (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    org_id TEXT NOT NULL,
    day TEXT NOT NULL,
    tokens BIGINT NOT NULL CHECK (tokens >= 0)
);

CREATE INDEX token_reservations_by_run ON token_reservations (run_id);
