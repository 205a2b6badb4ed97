use std::time::Duration;

use plan_store::DatabaseUrl;
use web_base::client::TrustedProxies;
use web_base::config::{ConfigError, Env};
use web_base::metrics::MetricsAddress;
use web_base::server::ServerSettings;

use crate::clock::Clock;
use crate::rate_limit::{ANSWER_TIME, RedisUrl};

/// The public service's settings. `STRATA_LOG` is read by
/// [`LogSettings`](web_base::telemetry::LogSettings).
#[derive(Clone, Debug)]
pub struct Config {
    /// `STRATA_DATABASE_URL`: `sqlite:PATH` or `postgres://…`, by default
    /// `sqlite:strata.db`. On PostgreSQL with a role that may only select.
    pub database: DatabaseUrl,
    /// `STRATA_PUBLIC_ADDR`: where to listen, by default `127.0.0.1:8081`;
    /// port 0 is any free one.
    pub server: ServerSettings,
    /// `STRATA_PUBLIC_URL`: where readers reach this service; every absolute link
    /// starts with it. By default the address it listens on.
    pub public_url: Option<String>,
    /// `STRATA_COACH_URL`: where others reach the coach service; the catalog of
    /// APIs names it where it is set.
    pub coach_url: Option<String>,
    /// `STRATA_PUBLIC_RATE_LIMIT`: the most requests for plans of one client in
    /// 60 seconds, 1 to 10000000, by default 30.
    pub rate_limit: u32,
    /// `STRATA_REDIS_URL`: a Redis in which all replicas count those requests
    /// together, `redis://[[user]:password@]host[:port][/database]` or
    /// `unix:///path`, without TLS. By default each process counts for itself,
    /// as it does while Redis is away.
    pub redis: Option<RedisUrl>,
    /// `STRATA_REDIS_ANSWER_MILLISECONDS`: how long it may take to answer, 1 to
    /// 10000, by default 50; this process decides by itself what takes longer.
    pub redis_answer_time: Duration,
    /// `STRATA_PUBLIC_FLOOD_LIMIT`: the burst of requests for everything else
    /// one client may send, 1 to 1000000, by default 600; it refills within a
    /// minute. Health checks count too.
    pub flood_limit: u32,
    /// `STRATA_TRUSTED_PROXIES`: networks, separated by commas, whose
    /// `X-Forwarded-For` is believed; by default none.
    pub trusted_proxies: TrustedProxies,
    /// `STRATA_PUBLIC_CACHE_MEGABYTES`: memory for finished answers, 0 to
    /// 65536, by default 64.
    pub cache_megabytes: u64,
    /// `STRATA_METRICS_ADDR`: where `/metrics` is served, or `off`; by default
    /// `127.0.0.1:9464` where that is free.
    pub metrics: MetricsAddress,
    /// Which day it is, for pages; no variable sets it.
    pub clock: Clock,
}

impl Config {
    /// The published limit: requests for plans of one client in 60 seconds.
    pub const RATE_LIMIT: u32 = 30;
    /// The burst of other requests of one client.
    pub const FLOOD_LIMIT: u32 = 600;
    const CACHE_MEGABYTES: u64 = 64;
    const PORT: u16 = 8081;
    const METRICS_PORT: u16 = 9464;
    /// Where it is reached unless told otherwise; also in texts that name the address.
    pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:8081";

    /// The defaults over a database, without metrics.
    pub fn new(database: DatabaseUrl, server: ServerSettings) -> Self {
        Self {
            database,
            server,
            public_url: None,
            coach_url: None,
            rate_limit: Self::RATE_LIMIT,
            redis: None,
            redis_answer_time: ANSWER_TIME,
            flood_limit: Self::FLOOD_LIMIT,
            trusted_proxies: TrustedProxies::default(),
            cache_megabytes: Self::CACHE_MEGABYTES,
            metrics: MetricsAddress::Off,
            clock: Clock::of_the_system(),
        }
    }

    /// Reads `STRATA_PUBLIC_RATE_LIMIT`, for whoever fixes everything else.
    ///
    /// # Errors
    /// Names it, where it is not a number of requests.
    pub fn rate_limit_from_env(env: &Env<'_>) -> Result<u32, ConfigError> {
        env.whole_number("STRATA_PUBLIC_RATE_LIMIT", 1..=10_000_000, Self::RATE_LIMIT)
    }

    /// Reads every setting.
    ///
    /// # Errors
    /// Names the first variable that is missing or wrong.
    pub fn from_env(env: &Env<'_>) -> Result<Self, ConfigError> {
        let database = env
            .optional(
                "STRATA_DATABASE_URL",
                "sqlite:PATH or a postgres:// URL",
                |text| text.parse().ok(),
            )?
            .unwrap_or_default();
        let default = ([127, 0, 0, 1], Self::PORT).into();
        let address = env.address("STRATA_PUBLIC_ADDR", default)?;
        Ok(Self {
            public_url: env.base_url("STRATA_PUBLIC_URL")?,
            coach_url: env.base_url("STRATA_COACH_URL")?,
            rate_limit: Self::rate_limit_from_env(env)?,
            redis: env.optional(
                "STRATA_REDIS_URL",
                "redis://[[user]:password@]host[:port][/database] or unix:///path",
                |text| text.parse().ok(),
            )?,
            redis_answer_time: Duration::from_millis(env.whole_number(
                "STRATA_REDIS_ANSWER_MILLISECONDS",
                1..=10_000,
                ANSWER_TIME.as_millis() as u64,
            )?),
            flood_limit: env.whole_number(
                "STRATA_PUBLIC_FLOOD_LIMIT",
                1..=1_000_000,
                Self::FLOOD_LIMIT,
            )?,
            trusted_proxies: env.trusted_proxies("STRATA_TRUSTED_PROXIES")?,
            cache_megabytes: env.whole_number(
                "STRATA_PUBLIC_CACHE_MEGABYTES",
                0..=65_536,
                Self::CACHE_MEGABYTES,
            )?,
            metrics: MetricsAddress::from_env(env, ([127, 0, 0, 1], Self::METRICS_PORT).into())?,
            ..Self::new(database, ServerSettings::on(address))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_env(&Env::from_lookup(|name| {
            let found = variables.iter().find(|(given, _)| *given == name);
            found.map(|(_, value)| (*value).to_owned())
        }))
    }

    const DATABASE: (&str, &str) = ("STRATA_DATABASE_URL", "sqlite:/var/lib/strata/plans.sqlite");

    #[test]
    fn nothing_has_to_be_set() {
        let config = read(&[]).unwrap();
        assert_eq!(config.database, DatabaseUrl::default());
        assert_eq!(config.server.address.to_string(), "127.0.0.1:8081");
        assert_eq!(config.rate_limit, 30);
        assert_eq!(config.redis_answer_time.as_millis(), 50);
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        for (variable, value) in [
            ("STRATA_DATABASE_URL", "mysql://host/plans"),
            ("STRATA_PUBLIC_ADDR", "8081"),
            ("STRATA_PUBLIC_URL", "plans.example"),
            ("STRATA_COACH_URL", "ftp://coach.example"),
            ("STRATA_PUBLIC_RATE_LIMIT", "0"),
            ("STRATA_REDIS_URL", "rediss://:secret@cache"),
            ("STRATA_REDIS_ANSWER_MILLISECONDS", "0"),
            ("STRATA_PUBLIC_FLOOD_LIMIT", "many"),
            ("STRATA_TRUSTED_PROXIES", "everyone"),
            ("STRATA_PUBLIC_CACHE_MEGABYTES", "-1"),
            ("STRATA_METRICS_ADDR", "9464"),
        ] {
            let refused = read(&[(variable, value), DATABASE]).unwrap_err();
            assert_eq!(refused.variable(), variable);
        }
    }
}
