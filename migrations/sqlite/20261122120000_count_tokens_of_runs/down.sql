DROP TABLE run_tokens;
