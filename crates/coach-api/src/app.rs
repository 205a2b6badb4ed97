//! The application: what its handlers share, and how it is served.

use std::fmt;
use std::sync::Arc;

use actix_governor::Governor;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::{App, web};
use chrono::{DateTime, Utc};
use plan_store::{Store, StoreOptions};
use web_base::metrics::{Metrics, MetricsAddress};
use web_base::server::{self, Bound, Listening, ServerSettings};
use web_base::{edge, problem, security};

use crate::api::burst;
use crate::config::{BurstLimit, Config, RunSettings, WriterChoice};
use crate::figures::Figures;
use crate::routes::{self, Limiter};
use crate::runs::engine::Engine;
use crate::writers::Writer;
use crate::writers::openai::OpenAi;
use crate::writers::rule_based::RuleBased;

/// Tells the time; tests tell another one.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What a service is made of.
#[derive(Clone)]
pub struct Settings {
    /// Where everything is kept; its schema is up to date.
    pub store: Store,
    /// Links to published plans begin with it, without a slash at its end.
    pub public_url: String,
    /// Addresses of this service begin with it, without a slash at its end;
    /// `None`: they are told without a host.
    pub coach_url: Option<String>,
    /// How freely a token may ask.
    pub burst: BurstLimit,
    /// Who writes drafts.
    pub writer: WriterChoice,
    /// How generations run.
    pub runs: RunSettings,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Where `/metrics` is served.
    pub metrics: MetricsAddress,
}

impl Settings {
    /// The real clock and the default limit over a store.
    pub fn new(store: Store, public_url: impl Into<String>) -> Self {
        Self {
            store,
            public_url: public_url.into(),
            coach_url: None,
            burst: BurstLimit::default(),
            writer: WriterChoice::default(),
            runs: RunSettings::default(),
            clock: Arc::new(Utc::now),
            metrics: MetricsAddress::Off,
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("store", &self.store)
            .field("public_url", &self.public_url)
            .field("coach_url", &self.coach_url)
            .field("burst", &self.burst)
            .field("writer", &self.writer)
            .field("runs", &self.runs)
            .field("metrics", &self.metrics)
            .finish_non_exhaustive()
    }
}

/// What every handler may use.
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) public_url: String,
    pub(crate) coach_url: Option<String>,
    pub(crate) engine: Engine,
    clock: Clock,
}

impl State {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }
}

/// Binds the address and serves the application there once it is driven:
/// [`Bound::run`] in a `main`, [`Bound::spawn`] beside something else.
///
/// # Errors
/// When the address cannot be listened on, or a model is to be asked and this
/// machine has no certificates to trust.
pub fn bind(settings: Settings, server: &ServerSettings) -> std::io::Result<Bound> {
    serve(settings, server::listen(server)?)
}

/// As [`bind`], on a socket that listens already.
///
/// # Errors
/// When a model is to be asked and this machine has no certificates to trust, or
/// the address of the metrics cannot be listened on.
pub fn serve(settings: Settings, listening: Listening) -> std::io::Result<Bound> {
    let buckets = burst::buckets(settings.burst);
    burst::forget_idle(&buckets);
    let metrics = Metrics::new(env!("CARGO_PKG_VERSION"));
    let metrics_server = metrics.bind(settings.metrics)?;
    let engine = Engine::new(
        settings.store.clone(),
        writer(settings.writer)?,
        settings.runs,
        Arc::clone(&settings.clock),
        Figures::new(&metrics),
    );
    let state = web::Data::new(State {
        store: settings.store,
        public_url: settings.public_url,
        coach_url: settings.coach_url,
        engine: engine.clone(),
        clock: settings.clock,
    });
    let bound =
        listening.answer(move || app(state.clone(), metrics.clone(), Governor::new(&buckets)))?;
    engine.look_after();
    Ok(bound
        .with_metrics(metrics_server)
        .before_stop(async move { engine.stop().await }))
}

fn writer(choice: WriterChoice) -> std::io::Result<Arc<dyn Writer>> {
    Ok(match choice {
        WriterChoice::RuleBased => Arc::new(RuleBased),
        WriterChoice::OpenAi(settings) => {
            Arc::new(OpenAi::new(*settings).map_err(std::io::Error::other)?)
        }
    })
}

/// Binds as the configuration says, over a database whose schema is up to date.
///
/// # Errors
/// When an address cannot be listened on, named with its variable, or a model is to
/// be asked and this machine has no certificates to trust.
pub fn bind_configured(config: &Config) -> std::io::Result<Bound> {
    let store = Store::open(&config.database_url, StoreOptions::default());
    let settings = Settings {
        burst: config.burst,
        writer: config.writer.clone(),
        runs: config.runs,
        coach_url: config.coach_url.clone(),
        metrics: config.metrics,
        ..Settings::new(store, config.public_url.clone())
    };
    let listening = server::listen(&ServerSettings::on(config.address))
        .map_err(|error| server::unheard_at(error, config.address, "STRATA_COACH_ADDR"))?;
    serve(settings, listening)
}

fn app(
    state: web::Data<State>,
    metrics: Metrics,
    limiter: Limiter,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(state)
        .app_data(metrics)
        .configure(problem::for_framework_errors)
        .configure(|app| routes::configure(app, limiter))
        // Nothing here is for caches; the outermost layer comes last.
        .wrap(DefaultHeaders::new().add((CACHE_CONTROL, "no-store")))
        .wrap(security::headers(security::SharedWith::SameOrigin))
        .wrap(from_fn(edge::with_ids_in_problems))
}
