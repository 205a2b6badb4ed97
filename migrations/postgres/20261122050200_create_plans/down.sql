DROP TABLE injury_details;
DROP TABLE operations;
DROP TABLE plan_bases;
DROP TABLE slugs;
DROP TABLE plans;
DROP FUNCTION refuse_delete_while_plan_exists;
DROP FUNCTION refuse_change;
