//! Plans, operations and organizations in SQLite or PostgreSQL.
