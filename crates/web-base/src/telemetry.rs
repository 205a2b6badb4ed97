//! Logs: one JSON object a line, on standard error.
//!
//! Nothing secret reaches them because nothing secret is given to them: the
//! [`edge`](crate::edge) logs route patterns instead of paths, never queries,
//! headers or bodies, and [`ConfigError`] never
//! repeats a value.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

use crate::config::{ConfigError, Env};

/// What is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// `STRATA_LOG`: a level, or directives such as `info,plan_store=debug`. By
    /// default `info`, without what the HTTP library says about its start and
    /// about requests that are none: anyone could fill the log with those.
    pub filter: String,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            filter: "info,actix_server=warn,actix_http=off".to_owned(),
        }
    }
}

impl LogSettings {
    /// Reads `STRATA_LOG`.
    ///
    /// # Errors
    /// Names the variable when it is no filter.
    pub fn from_env(env: &Env<'_>) -> Result<Self, ConfigError> {
        let filter = env.optional("STRATA_LOG", "a level or a tracing filter", |text| {
            let is_filter = words_are_levels(text) && EnvFilter::try_new(text).is_ok();
            is_filter.then(|| text.to_owned())
        })?;
        Ok(filter.map_or_else(Self::default, |filter| Self { filter }))
    }
}

/// A word alone would be taken for a target: a misspelled level logs nothing.
fn words_are_levels(filter: &str) -> bool {
    filter
        .split(',')
        .map(str::trim)
        .filter(|directive| !directive.is_empty() && !directive.contains(['=', '[', ']']))
        .all(|level| level.parse::<LevelFilter>().is_ok())
}

/// Sends this process's events to standard error. A second call changes nothing.
pub fn init(settings: &LogSettings) {
    // Refused only where a subscriber is set already: in tests and in the demo
    // the first one wins.
    let _ = tracing::subscriber::set_global_default(subscriber(settings, std::io::stderr));
}

/// The subscriber, writing wherever it is told to.
pub fn subscriber<W>(settings: &LogSettings, writer: W) -> impl tracing::Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // A filter that came past `from_env` parses.
    let filter = EnvFilter::try_new(&settings.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::registry().with(filter).with(
        tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_writer(writer),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_cannot_be_read_is_refused_by_name() {
        for filter in ["info,=,=", "loudd", "plan_store", "info,plan_store"] {
            let env = Env::from_lookup(|_| Some(filter.to_owned()));
            let refused = LogSettings::from_env(&env).unwrap_err();
            assert_eq!(refused.variable(), "STRATA_LOG", "{filter}");
        }
        for filter in [
            "off",
            "INFO",
            "info,plan_store=debug",
            "warn,coach_api=trace",
            "[edit{id}]=info",
        ] {
            let env = Env::from_lookup(|_| Some(filter.to_owned()));
            assert!(LogSettings::from_env(&env).is_ok(), "{filter}");
        }
    }
}
