//! Repositories and SQL for SQLite and PostgreSQL.
