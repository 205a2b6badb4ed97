//! `coach-api`: see [`coach_api::cli`] for its commands.

use std::process::ExitCode;

use web_base::server;

fn main() -> ExitCode {
    server::block_on(coach_api::cli::run())
}
