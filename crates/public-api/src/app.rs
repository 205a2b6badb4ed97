use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web;
use plan_store::{Store, StoreOptions};
use web_base::edge;
use web_base::security::{self, SharedWith};
use web_base::server::{self, Bound};

use crate::config::Config;
use crate::cors;
use crate::flood::Flood;
use crate::ops::show_plan::Answers;
use crate::rate_limit::{Policy, SlidingLog};
use crate::routes;

/// What every worker shares.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) limiter: SlidingLog,
    pub(crate) answers: Answers,
}

/// Listens, and prepares the service; it answers once the result is run or spawned.
///
/// The database is not touched before the first request, so that the service
/// also starts while it is away; `/readyz` tells.
///
/// Call it inside a tokio runtime.
///
/// # Errors
/// When the address cannot be listened on.
pub fn bind(config: Config) -> std::io::Result<Bound> {
    let flood = Flood::new(config.flood_limit, &config.trusted_proxies);
    flood.forget_the_silent();
    let settings = config.server.clone();
    let app = Arc::new(App {
        store: Store::open_read_only(&config.database, StoreOptions::default()),
        limiter: SlidingLog::new(Policy::per_minute(config.rate_limit)),
        answers: Answers::new(config.cache_megabytes),
        config,
    });
    server::bind(&settings, move || {
        let app = web::Data::from(Arc::clone(&app));
        let flood = flood.clone();
        actix_web::App::new()
            .app_data(app)
            .wrap(from_fn(cors::open_to_everyone))
            .wrap(security::headers(SharedWith::Everyone))
            .wrap(from_fn(edge::with_plain_problems))
            .configure(move |tree| routes::all(tree, &flood))
    })
}
