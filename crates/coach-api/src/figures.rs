//! What this service counts besides its requests.

use plan_store::runs::RunOutcome;
use web_base::metrics::Metrics;
use web_base::prometheus::{IntCounter, IntCounterVec, IntGauge};

/// Handles to the figures; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    attempts: IntCounter,
    ended: IntCounterVec,
    streams: IntGauge,
}

impl Figures {
    pub(crate) fn new(metrics: &Metrics) -> Self {
        Self {
            attempts: metrics.counter(
                "strata_coach_run_attempts_total",
                "Generations that began or were taken over in this process.",
            ),
            ended: metrics.counters(
                "strata_coach_runs_ended_total",
                "Generations this process ended, by how.",
                "state",
            ),
            streams: metrics.gauge(
                "strata_coach_streams_open",
                "Event streams somebody follows.",
            ),
        }
    }

    /// A run is executed here from now on.
    pub(crate) fn attempted(&self) {
        self.attempts.inc();
    }

    /// A run ended here.
    pub(crate) fn ended(&self, outcome: RunOutcome) {
        let state = match outcome {
            RunOutcome::Succeeded => "succeeded",
            RunOutcome::Failed => "failed",
            RunOutcome::Cancelled => "cancelled",
        };
        self.ended.with_label_values(&[state]).inc();
    }

    /// Counts a stream for as long as the result is held.
    pub(crate) fn stream(&self) -> OpenStream {
        self.streams.inc();
        OpenStream(self.streams.clone())
    }
}

/// A stream somebody follows.
pub(crate) struct OpenStream(IntGauge);

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.dec();
    }
}
