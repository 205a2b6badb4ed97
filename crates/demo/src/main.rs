//! Both services in one process over a seeded SQLite file.
//!
//! What it prints is a shell script: links as comments, and one line for each
//! step of the main job. Paste it, or read along.

mod season;
mod seed;
mod story;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use chrono::Utc;
use clap::Parser;
use coach_api::config::{RunSettings, WriterChoice};
use plan_store::{DatabaseUrl, Store, StoreOptions};
use serde::Serialize;
use web_base::config::Env;
use web_base::server::{self, Listening, ServerSettings, stop_requested};
use web_base::telemetry::{self, LogSettings};

/// Starts coach-api and public-api on 127.0.0.1 over a SQLite file with a club,
/// a coach's token, a small workout library and a published plan.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Print one line of JSON with the links and the token instead of a script.
    #[arg(long)]
    json: bool,
    /// Where coach-api listens; 0 is any free port.
    #[arg(long, default_value_t = 8080)]
    coach_port: u16,
    /// Where public-api listens; 0 is any free port.
    #[arg(long, default_value_t = 8081)]
    public_port: u16,
    /// Where the SQLite file lives; one that is there is used again. Default: a
    /// temporary folder that is gone afterwards.
    #[arg(long)]
    data_dir: Option<PathBuf>,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Links {
    coach_url: String,
    public_url: String,
    token: String,
    org_id: String,
    public_id: String,
    slug: String,
}

fn main() -> ExitCode {
    match server::block_on(run(Options::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        // One line for a person, whatever RUST_BACKTRACE says: nothing here is a bug to trace.
        Err(error) => {
            // Nothing is left to tell if standard error is gone too.
            let _ = writeln!(std::io::stderr(), "demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<()> {
    let env = Env::of_process();
    telemetry::init(&LogSettings::from_env(&env)?);
    let writer = WriterChoice::from_env(&env)?;
    let runs = RunSettings::from_env(&env)?;

    // Dropped, and so removed, when the demo ends.
    let temporary = match options.data_dir {
        Some(_) => None,
        None => Some(tempfile::tempdir().context("no temporary folder")?),
    };
    let folder = match (&options.data_dir, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(folder)) => folder.path().to_owned(),
        (None, None) => anyhow::bail!("no folder for the database"),
    };
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;

    let url = DatabaseUrl::sqlite_file(folder.join("strata.db"));
    let store = Store::open(&url, StoreOptions::default());
    store
        .migrate()
        .await
        .context("cannot prepare the database")?;
    let now = Utc::now();
    let seeded = store
        .write(move |conn| seed::seed(conn, now))
        .await
        .map_err(|error| error.0)
        .context("cannot fill the database")?;

    let public_socket = listen(options.public_port, "--public-port")?;
    let coach_socket = listen(options.coach_port, "--coach-port")?;
    let public_url = format!("http://{}", public_socket.address());
    let coach_url = format!("http://{}", coach_socket.address());
    let public = public_api::serve(
        public_api::Config {
            coach_url: Some(coach_url.clone()),
            rate_limit: public_api::Config::rate_limit_from_env(&env)?,
            ..public_api::Config::new(url, on_loopback(options.public_port))
        },
        public_socket,
    )?;
    let coach = coach_api::app::serve(
        coach_api::app::Settings {
            writer,
            runs,
            coach_url: Some(coach_url.clone()),
            ..coach_api::app::Settings::new(store, &public_url)
        },
        coach_socket,
    )?;
    let links = Links {
        coach_url,
        public_url,
        token: seeded.token,
        org_id: seeded.org.to_string(),
        public_id: seeded.public_id.to_string(),
        slug: seeded.slug.to_string(),
    };
    let stop = stop_requested();
    let services = [public.spawn(), coach.spawn()];

    let text = if options.json {
        serde_json::to_string(&links)?
    } else {
        story::script(&links, now.date_naive())
    };
    let mut out = std::io::stdout();
    writeln!(out, "{text}")?;
    out.flush()?;

    stop.await;
    for service in services {
        service.stop(true).await;
    }
    Ok(())
}

fn listen(port: u16, option: &str) -> Result<Listening> {
    server::listen(&on_loopback(port))
        .with_context(|| format!("port {port} cannot be used; try {option} 0"))
}

fn on_loopback(port: u16) -> ServerSettings {
    ServerSettings::on(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}
