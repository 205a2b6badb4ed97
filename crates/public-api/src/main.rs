//! Starts the public service: configuration, logs, application, run.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use public_api::Config;
use web_base::config::Env;
use web_base::server;
use web_base::telemetry::{self, LogSettings};

/// A plan that is read for the first time is made of thousands of small values, and a
/// seventh of its time went by while the system's allocator looked for their places.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The public service of Strata: published plans, for anyone. Settings come from
/// the environment (`STRATA_DATABASE_URL`, `STRATA_PUBLIC_ADDR` and others;
/// docs/operations.md lists them).
#[derive(Debug, Parser)]
#[command(name = "public-api", version)]
struct Arguments {}

fn main() -> ExitCode {
    let Arguments {} = Arguments::parse();
    match server::block_on(run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let env = Env::of_process();
    telemetry::init(&LogSettings::from_env(&env)?);
    let config = Config::from_env(&env)?;
    let bound = public_api::bind(config)?;
    tracing::info!(
        address = %bound.address(),
        metrics = bound.metrics_address().map(tracing::field::display),
        "the public service listens"
    );
    bound.run().await?;
    Ok(())
}

#[expect(
    clippy::print_stderr,
    reason = "whoever starts it must see why it did not, whatever the log filter"
)]
fn report(error: &dyn std::error::Error) {
    eprintln!("public-api: {error}");
}
