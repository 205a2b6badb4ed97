//! What this service counts besides its requests.

use std::sync::{Arc, Weak};

use plan_store::StoreError;
use web_base::metrics::Metrics;
use web_base::prometheus::{Histogram, IntCounter, IntCounterVec, IntGauge};

use crate::app::App;
use crate::ops::freshness::Round;

/// Handles to the figures that are counted where things happen.
pub(crate) struct Figures {
    pub(crate) answers: AnswerFigures,
    database_errors: IntCounterVec,
    admitted: IntCounter,
    refused: IntCounter,
    rounds: IntCounterVec,
    requests_a_round: Histogram,
}

/// How often an answer was there already.
#[derive(Clone)]
pub(crate) struct AnswerFigures {
    pub(crate) kept: IntCounter,
    pub(crate) made: IntCounter,
}

impl Figures {
    pub(crate) fn new(metrics: &Metrics) -> Self {
        let answers = metrics.counters(
            "strata_public_answers_total",
            "Answers about plans: kept from earlier, or made.",
            "origin",
        );
        let decisions = metrics.counters(
            "strata_public_rate_limit_total",
            "Requests for plans, by what the limit said.",
            "decision",
        );
        Self {
            answers: AnswerFigures {
                kept: answers.with_label_values(&["kept"]),
                made: answers.with_label_values(&["made"]),
            },
            database_errors: metrics.counters(
                "strata_public_database_errors_total",
                "Requests that got no answer from the database, by the kind of failure.",
                "kind",
            ),
            admitted: decisions.with_label_values(&["admitted"]),
            refused: decisions.with_label_values(&["refused"]),
            rounds: metrics.counters(
                "strata_public_version_checks_total",
                "Rounds of looking up versions, by whether the database answered.",
                "result",
            ),
            requests_a_round: metrics.histogram(
                "strata_public_version_check_requests",
                "Requests that one round of looking up versions answered.",
                &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0],
            ),
        }
    }

    /// A request for a plan was let in, or not.
    pub(crate) fn decided(&self, is_admitted: bool) {
        if is_admitted {
            self.admitted.inc();
        } else {
            self.refused.inc();
        }
    }

    /// A request ended because of the database.
    pub(crate) fn failed(&self, error: &StoreError) {
        let kind = match error {
            StoreError::Unavailable(_) => "unavailable",
            StoreError::SchemaOutdated(_) => "schema_outdated",
            StoreError::ReadOnly(_) => "permission_denied",
            StoreError::Corrupt { .. } => "corrupt",
            _ => "other",
        };
        self.database_errors.with_label_values(&[kind]).inc();
    }

    /// Hears of every round of version checks.
    pub(crate) fn rounds(&self) -> impl FnMut(Round) + Send + use<> {
        let answered = self.rounds.with_label_values(&["answered"]);
        let failed = self.rounds.with_label_values(&["failed"]);
        let requests = self.requests_a_round.clone();
        move |round| {
            let rounds = if round.is_answered {
                &answered
            } else {
                &failed
            };
            rounds.inc();
            requests.observe(round.requests as f64);
        }
    }
}

/// Figures that are kept where they are needed, and only shown here.
pub(crate) fn show_what_is_counted_elsewhere(metrics: &Metrics, app: &Arc<App>) {
    let shown = Shown {
        bytes: metrics.gauge(
            "strata_public_answer_cache_bytes",
            "Memory of the answers that are kept.",
        ),
        clients: metrics.gauge(
            "strata_public_rate_limit_clients",
            "Clients the limit remembers.",
        ),
        overflowed: metrics.counter(
            "strata_public_rate_limit_overflowed_total",
            "Requests decided by a log shared with neighbors, because too many clients were active.",
        ),
        is_away: metrics.gauge(
            "strata_public_rate_limit_redis_away",
            "1 while this replica counts for itself, because Redis is away.",
        ),
        outages: metrics.counter(
            "strata_public_rate_limit_redis_outages_total",
            "How often Redis went away.",
        ),
        faults: metrics.counter(
            "strata_public_rate_limit_redis_faults_total",
            "Questions Redis did not answer, or not in time.",
        ),
        alone: metrics.counter(
            "strata_public_rate_limit_alone_total",
            "Requests this replica decided by its own log although there is a Redis.",
        ),
    };
    // The application holds the metrics, so they may not hold the application.
    let app: Weak<App> = Arc::downgrade(app);
    metrics.before_reading(move || {
        if let Some(app) = app.upgrade() {
            shown.update(&app);
        }
    });
}

struct Shown {
    bytes: IntGauge,
    clients: IntGauge,
    overflowed: IntCounter,
    is_away: IntGauge,
    outages: IntCounter,
    faults: IntCounter,
    alone: IntCounter,
}

impl Shown {
    fn update(&self, app: &App) {
        let gauge = |gauge: &IntGauge, value: u64| gauge.set(value.try_into().unwrap_or(i64::MAX));
        // A counter can only be told what came on top.
        let count = |counter: &IntCounter, value: u64| {
            counter.inc_by(value.saturating_sub(counter.get()));
        };
        gauge(&self.bytes, app.answers.bytes());
        let limit = app.limiter.figures();
        gauge(&self.clients, limit.clients);
        count(&self.overflowed, limit.overflowed);
        if let Some(shared) = limit.shared {
            gauge(&self.is_away, shared.is_away.into());
            count(&self.outages, shared.outages);
            count(&self.faults, shared.faults);
            count(&self.alone, shared.alone);
        }
    }
}
