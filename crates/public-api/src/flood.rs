//! The flood guard over every route without a plan in it: a token bucket a
//! client (`actix-governor`). It keeps no exact promise; the routes with a
//! plan have the [`rate_limit`](crate::rate_limit).

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_governor::governor::NotUntil;
use actix_governor::governor::clock::{Clock, DefaultClock, QuantaInstant};
use actix_governor::governor::middleware::NoOpMiddleware;
use actix_governor::{
    Governor, GovernorConfig, GovernorConfigBuilder, KeyExtractor, SimpleKeyExtractionError,
};
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use utoipa::IntoResponses;
use web_base::client::{Client, TrustedProxies};
use web_base::problem::{Problem, ProblemBody};

type Settings = GovernorConfig<ByClient, NoOpMiddleware<QuantaInstant>>;

/// How often clients are forgotten who need not be remembered.
const BEFORE_FORGETTING: Duration = Duration::from_secs(10);

/// What every route behind the guard may answer.
#[derive(IntoResponses)]
#[response(
    status = 429,
    description = "Too many requests at once; `Retry-After` says when the next one passes.",
    content_type = "application/problem+json",
    headers(("Retry-After" = u64, description = "Seconds."))
)]
#[expect(dead_code, reason = "a description; the guard answers itself")]
pub(crate) struct TooManyRequests(ProblemBody);

/// The buckets of all clients; clones share them.
#[derive(Clone)]
pub(crate) struct Flood(Settings);

impl Flood {
    /// Buckets of `burst` requests that refill within a minute.
    pub(crate) fn new(burst: u32, trusted: &TrustedProxies) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let key = ByClient(Arc::new(trusted.clone()));
        let settings = GovernorConfigBuilder::default()
            .key_extractor(key)
            .period(Duration::from_secs(60) / burst.get())
            .burst_size(burst.get())
            .finish();
        // The builder refuses zero alone, and neither number is.
        Self(settings.unwrap_or_else(|| unreachable!("a burst and a period above zero")))
    }

    /// The guard itself.
    pub(crate) fn guard(&self) -> Governor<ByClient, NoOpMiddleware<QuantaInstant>> {
        Governor::new(&self.0)
    }

    /// Forgets clients whose bucket is full again, which it is a moment after a
    /// request or two, for as long as anyone uses the guard: so many strangers
    /// at once take memory for a few seconds only.
    pub(crate) fn forget_the_silent(&self) {
        let limiter = Arc::downgrade(&self.0.limiter());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEFORE_FORGETTING).await;
                match limiter.upgrade() {
                    Some(limiter) => {
                        limiter.retain_recent();
                        limiter.shrink_to_fit();
                    }
                    None => break,
                }
            }
        });
    }
}

/// One bucket a client, as everywhere else. OPTIONS asks for nothing and has none: to a
/// browser a preflight that is refused is a network that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByClient(Arc<TrustedProxies>);

impl KeyExtractor for ByClient {
    type Key = Option<Client>;
    type KeyExtractionError = SimpleKeyExtractionError<&'static str>;

    fn extract(
        &self,
        request: &ServiceRequest,
    ) -> Result<Option<Client>, Self::KeyExtractionError> {
        let counts = request.method() != Method::OPTIONS;
        Ok(counts.then(|| Client::of(request, &self.0)))
    }

    fn whitelisted_keys(&self) -> Vec<Option<Client>> {
        vec![None]
    }

    fn exceed_rate_limit_response(
        &self,
        refusal: &NotUntil<QuantaInstant>,
        _: HttpResponseBuilder,
    ) -> HttpResponse {
        let wait = refusal.wait_time_from(DefaultClock::default().now());
        // The crate's own response rounds down, to a second that is too early.
        Problem::too_many_requests("flood", wait.as_secs() + 1).error_response()
    }
}
