//! Both services in one process over a seeded SQLite file.
fn main() {}
