-- Who did what. No foreign keys: an entry outlives what it tells of.

CREATE TABLE audit_log (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    before_version BIGINT,
    after_version BIGINT,
    request_id TEXT,
    at BIGINT NOT NULL
);

CREATE INDEX audit_log_by_organization ON audit_log (org_id, at);
CREATE INDEX audit_log_by_object ON audit_log (object, at);

CREATE TRIGGER audit_log_never_changes
BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_log_never_shrinks
BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
