mod agent_skills;
mod api_catalog;
mod openapi;
