-- What a run took of its organization's budget, whatever many attempts it had:
-- settled calls as they cost, and those nobody settled with what was set aside.

CREATE TABLE run_tokens (
    run_id TEXT NOT NULL PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    tokens BIGINT NOT NULL CHECK (tokens >= 0)
);
