use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web;
use plan_store::{Store, StoreOptions};
use web_base::edge;
use web_base::metrics::Metrics;
use web_base::security::{self, SharedWith};
use web_base::server::{self, Bound, Listening};

use crate::config::Config;
use crate::cors;
use crate::discovery::{self, Documents};
use crate::figures::{self, Figures};
use crate::flood::Flood;
use crate::ops::freshness::Freshness;
use crate::ops::show_plan::Answers;
use crate::ops::turns::Turns;
use crate::rate_limit::{Limiter, Policy};
use crate::routes;

/// What every worker shares.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) limiter: Limiter,
    pub(crate) freshness: Freshness,
    pub(crate) answers: Answers,
    pub(crate) turns: Turns,
    pub(crate) documents: Documents,
    pub(crate) addresses: Addresses,
    pub(crate) figures: Figures,
}

/// How long a look at a plan's version, and the wait for a turn to read all of it,
/// may take before its readers are told that the database is away.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where readers reach the two services: every absolute link starts with one of
/// these, never with what a request claims its host to be. No slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// This service.
    pub(crate) public: String,
    /// The coach service, where it is known.
    pub(crate) coach: Option<String>,
}

impl Addresses {
    fn of(config: &Config, listening: SocketAddr) -> Self {
        Self {
            public: config
                .public_url
                .clone()
                .unwrap_or_else(|| format!("http://{listening}")),
            coach: config.coach_url.clone(),
        }
    }

    /// Where this service begins below its host; empty unless a proxy gives it a
    /// folder. Links of pages and headers start with it, so that they also lead
    /// somewhere for who reaches the service by another name.
    pub(crate) fn path(&self) -> &str {
        let (_, rest) = self.public.split_once("://").unwrap_or_default();
        rest.find('/').map_or("", |slash| &rest[slash..])
    }
}

/// Listens, and prepares the service; it answers once the result is run or spawned.
///
/// The database is not touched before the first request, so that the service
/// also starts while it is away; `/readyz` tells.
///
/// Call it inside a tokio runtime.
///
/// # Errors
/// When an address cannot be listened on.
pub fn bind(config: Config) -> std::io::Result<Bound> {
    let address = config.server.address;
    let listening = server::listen(&config.server)
        .map_err(|error| server::unheard_at(error, address, "STRATA_PUBLIC_ADDR"))?;
    serve(config, listening)
}

/// As [`bind`], on a socket that listens already.
///
/// # Errors
/// When the socket cannot be handed over, the address of the metrics cannot be
/// listened on, or there is no thread to be had.
pub fn serve(config: Config, listening: Listening) -> std::io::Result<Bound> {
    let addresses = Addresses::of(&config, listening.address());
    let flood = Flood::new(config.flood_limit, &config.trusted_proxies);
    flood.forget_the_silent();
    let store = Store::open_read_only(&config.database, StoreOptions::default());
    let metrics = Metrics::new(env!("CARGO_PKG_VERSION"));
    let figures = Figures::new(&metrics);
    let metrics_server = metrics.bind(config.metrics)?;
    let app = Arc::new(App {
        freshness: Freshness::start(store.keep_reader(PATIENCE), PATIENCE, figures.rounds())?,
        store,
        limiter: Limiter::new(
            Policy::per_minute(config.rate_limit),
            config.redis.as_ref(),
            config.redis_answer_time,
        ),
        answers: Answers::new(config.cache_megabytes, figures.answers.clone()),
        turns: Turns::new(PATIENCE),
        documents: Documents::of(&addresses),
        addresses,
        figures,
        config,
    });
    figures::show_what_is_counted_elsewhere(&metrics, &app);
    let bound = listening.answer(move || {
        let app = web::Data::from(Arc::clone(&app));
        let flood = flood.clone();
        actix_web::App::new()
            .app_data(app)
            .app_data(metrics.clone())
            .wrap(from_fn(discovery::with_the_catalog))
            .wrap(from_fn(cors::open_to_everyone))
            .wrap(security::headers(SharedWith::Everyone))
            .wrap(from_fn(edge::with_plain_problems))
            .configure(move |tree| routes::all(tree, &flood))
    })?;
    Ok(bound.with_metrics(metrics_server))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_with_what_the_public_address_ends_with() {
        for (public, path) in [
            ("https://plans.example", ""),
            ("http://127.0.0.1:8081", ""),
            ("https://club.example/strata", "/strata"),
        ] {
            let addresses = Addresses {
                public: public.to_owned(),
                coach: None,
            };
            assert_eq!(addresses.path(), path);
        }
    }
}
