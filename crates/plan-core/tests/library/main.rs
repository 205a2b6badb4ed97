//! The crate from outside: its numbers against the book, its pages against
//! the code.

mod checks_page;
mod extremes;
mod published_paces;
mod refusals;
