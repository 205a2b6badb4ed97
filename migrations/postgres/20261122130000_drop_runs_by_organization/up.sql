-- Whatever asks for an organization's runs also says in which state, or by which key:
-- runs_by_state and runs_by_key serve it, and the cascade from organizations.

DROP INDEX runs_by_organization;
