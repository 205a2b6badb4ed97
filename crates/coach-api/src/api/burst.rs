//! How fast one token may ask: a bucket of requests that fills again steadily.
//!
//! `actix-governor` keeps the buckets; its own 429 is plain text with a
//! `Retry-After` that may be 0, so the answer is made here.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_governor::governor::NotUntil;
use actix_governor::governor::clock::{Clock, DefaultClock, QuantaInstant};
use actix_governor::governor::middleware::NoOpMiddleware;
use actix_governor::{GovernorConfig, GovernorConfigBuilder, KeyExtractor};
use actix_web::dev::ServiceRequest;
use actix_web::{HttpMessage, HttpResponse, HttpResponseBuilder, ResponseError};
use plan_store::TokenId;
use web_base::problem::Problem;

use crate::config::BurstLimit;
use crate::ops::Actor;

/// Buckets by token; clones share them, so every worker counts the same.
pub(crate) type Buckets = GovernorConfig<ByToken, NoOpMiddleware<QuantaInstant>>;

/// One bucket a token. Requests without one never come this far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByToken;

impl KeyExtractor for ByToken {
    type Key = TokenId;
    type KeyExtractionError = Problem;

    fn extract(&self, request: &ServiceRequest) -> Result<TokenId, Problem> {
        let extensions = request.extensions();
        let actor = extensions.get::<Actor>();
        actor
            .map(|actor| actor.identity.token_id)
            .ok_or_else(|| Problem::internal("this route is not authenticated"))
    }

    fn exceed_rate_limit_response(
        &self,
        refused: &NotUntil<QuantaInstant>,
        _: HttpResponseBuilder,
    ) -> HttpResponse {
        let wait = refused.wait_time_from(DefaultClock::default().now());
        Problem::too_many_requests("token", whole_seconds(wait)).error_response()
    }
}

/// Rounded up, so that the next request after that time does pass.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0).max(u64::from(wait.is_zero()))
}

/// Full buckets of `limit.burst` requests.
pub(crate) fn buckets(limit: BurstLimit) -> Buckets {
    let per_request = Duration::from_secs(1) / limit.per_second.max(1);
    let burst = NonZeroU32::new(limit.burst).unwrap_or(NonZeroU32::MIN);
    GovernorConfigBuilder::default()
        .period(per_request)
        .burst_size(burst.get())
        .key_extractor(ByToken)
        .finish()
        // `finish` refuses zeros only, and both are at least one.
        .unwrap_or_else(|| unreachable!("a burst and a period above zero make a limit"))
}

/// Forgets full buckets once a minute, so that memory holds only tokens in use,
/// for as long as anyone counts by them.
pub(crate) fn forget_idle(buckets: &Buckets) {
    let limiter = Arc::downgrade(&buckets.limiter());
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            match limiter.upgrade() {
                Some(limiter) => limiter.retain_recent(),
                None => break,
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_rounded_up_and_never_zero() {
        for (wait, seconds) in [
            (Duration::ZERO, 1),
            (Duration::from_millis(1), 1),
            (Duration::from_secs(1), 1),
            (Duration::from_millis(1_001), 2),
        ] {
            assert_eq!(whole_seconds(wait), seconds, "{wait:?}");
        }
    }
}
