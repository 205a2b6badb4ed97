DROP TABLE api_tokens;
DROP TABLE training_principles;
DROP TABLE members;
DROP TABLE people;
DROP TABLE organization_features;
DROP TABLE organizations;
