DROP TABLE injury_details;
DROP TABLE operations;
DROP TABLE plan_bases;
DROP TABLE slugs;
DROP TABLE plans;
