//! The store on both databases. Each file is a subject; each test runs on
//! SQLite, and on PostgreSQL where there is one.

mod plans;
