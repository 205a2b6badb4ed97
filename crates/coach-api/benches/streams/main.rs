//! What streams take, by the program itself in a process of its own, with the
//! scripted model and the clients in this one.
//!
//! - `load [sqlite|postgres] [streams]`: so many generations at once, each
//!   followed by a client. Every event has to arrive, in order and once; how
//!   late a keep-alive is, what a stream takes of the service's memory and what
//!   all of them take of the processor is told.
//! - `unfollowed [sqlite|postgres] [generations]`: as many generations with nobody
//!   listening; what is left of the memory of `load` is the streams'.
//! - `readers [sqlite|postgres] [readers]`: one generation, followed by so many;
//!   what a reader takes of the service's memory is told.
//! - `overhead [sqlite|postgres]`: how long after its last byte a week of a plan
//!   reaches the client.
//!
//! `just load-streams` and `just stream-overhead` run them; figures are in
//! docs/operations.md. Without a word, as among the tests, both run once with a
//! handful of streams, and only what does not depend on time is judged.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement is read by people, and stops where it cannot go on"
)]

mod client;
mod load;
mod overhead;
mod readers;
mod service;
mod team;

use test_support::TestDatabase;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let engines = || match words.get(1).map(String::as_str) {
        None => vec!["sqlite", "postgres"],
        Some(engine) => vec![engine],
    };
    match words.first().map(String::as_str) {
        Some("load") => {
            let streams = words.get(2).map_or(2_000, |word| word.parse().unwrap());
            for engine in engines() {
                load::run(&database(engine).await, streams).await;
            }
        }
        Some("unfollowed") => {
            let runs = words.get(2).map_or(2_000, |word| word.parse().unwrap());
            for engine in engines() {
                load::unfollowed(&database(engine).await, runs).await;
            }
        }
        Some("readers") => {
            let readers = words.get(2).map_or(1_000, |word| word.parse().unwrap());
            for engine in engines() {
                readers::run(&database(engine).await, readers).await;
            }
        }
        Some("overhead") => {
            for engine in engines() {
                let database = database(engine).await;
                overhead::run(&database, 8, 1).await;
                overhead::run(&database, 50, 50).await;
            }
        }
        _ => {
            let database = database("sqlite").await;
            load::run(&database, 8).await;
            load::unfollowed(&database, 8).await;
            readers::run(&database, 4).await;
            overhead::run(&database, 1, 1).await;
        }
    }
}

async fn database(engine: &str) -> TestDatabase {
    match engine {
        "sqlite" => TestDatabase::sqlite().await,
        "postgres" => TestDatabase::postgres().expect("PostgreSQL is installed"),
        other => panic!("{other} is neither sqlite nor postgres"),
    }
}
