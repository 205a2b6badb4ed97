//! `coach-api`: see [`coach_api::cli`] for its commands.

use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    coach_api::cli::run().await
}
