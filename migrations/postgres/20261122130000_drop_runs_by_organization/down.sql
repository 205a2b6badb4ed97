CREATE INDEX runs_by_organization ON runs (org_id, created_at);
