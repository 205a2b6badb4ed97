//! Every setting of the service, each documented once, where it is read.

use std::net::SocketAddr;
use std::time::Duration;

use plan_store::DatabaseUrl;
use web_base::config::{ConfigError, Env};
use web_base::metrics::MetricsAddress;
use web_base::telemetry::LogSettings;

pub use crate::writers::openai::settings::{ApiKey, LlmSettings, Patience, Structured};

/// What an operator can set; the defaults suit one machine without a network.
#[derive(Clone, Debug)]
pub struct Config {
    /// `STRATA_DATABASE_URL`: `sqlite:PATH` or `postgres://…`. Default:
    /// `sqlite:strata.db`, in the working directory.
    pub database_url: DatabaseUrl,
    /// `STRATA_COACH_ADDR`: where to listen. Default `127.0.0.1:8080`.
    pub address: SocketAddr,
    /// `STRATA_PUBLIC_URL`: where readers reach the public service; links to
    /// published plans begin with it. Default `http://127.0.0.1:8081`.
    pub public_url: String,
    /// `STRATA_COACH_URL`: where others reach this service. Unless it is set,
    /// the service tells its own addresses without a host.
    pub coach_url: Option<String>,
    /// `STRATA_WRITER`: who writes drafts, `rule_based` (the default) or `openai`.
    pub writer: WriterChoice,
    /// `STRATA_COACH_BURST` and `STRATA_COACH_RATE`: how freely a token may ask.
    pub burst: BurstLimit,
    /// `STRATA_RUNS_PER_PERSON` and others: how generations run.
    pub runs: RunSettings,
    /// `STRATA_METRICS_ADDR`: where `/metrics` is served, or `off`; by default
    /// `127.0.0.1:9465` where that is free.
    pub metrics: MetricsAddress,
    /// `STRATA_LOG`: see [`LogSettings`].
    pub log: LogSettings,
}

/// Who writes drafts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WriterChoice {
    /// The planner: no key, no network.
    #[default]
    RuleBased,
    /// A model at an OpenAI-compatible service (`STRATA_LLM_BASE_URL` and others).
    OpenAi(Box<LlmSettings>),
}

impl WriterChoice {
    /// Reads `STRATA_WRITER`, and what the writer it names needs.
    ///
    /// # Errors
    /// Names the first variable that cannot be used.
    pub fn from_env(env: &Env<'_>) -> Result<Self, ConfigError> {
        let expected = "rule_based or openai";
        let is_openai = env.optional("STRATA_WRITER", expected, |text| match text {
            "rule_based" => Some(false),
            "openai" => Some(true),
            _ => None,
        })?;
        match is_openai {
            Some(true) => Ok(Self::OpenAi(Box::new(LlmSettings::from_env(env)?))),
            Some(false) | None => Ok(Self::RuleBased),
        }
    }
}

/// How freely one token may ask; beyond it the answer is 429.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BurstLimit {
    /// `STRATA_COACH_BURST`: requests at once, 1–10000. Default 60.
    pub burst: u32,
    /// `STRATA_COACH_RATE`: requests a second in the long run, 1–1000. Default 10.
    pub per_second: u32,
}

impl Default for BurstLimit {
    fn default() -> Self {
        Self {
            burst: 60,
            per_second: 10,
        }
    }
}

/// How generations run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSettings {
    /// `STRATA_RUNS_PER_PERSON`: generations of one person in one organization
    /// at the same time, 1–10000. Default 2.
    pub per_person: u32,
    /// `STRATA_RUNS_PER_ORG`: generations of one organization at the same time,
    /// 1–10000. Default 4.
    pub per_org: u32,
    /// `STRATA_DRAFT_DEADLINE`: seconds a draft may take, 1–3600. Default 120.
    pub draft_deadline: Duration,
    /// `STRATA_PLAN_DEADLINE`: seconds a plan may take, 1–3600. Default 600.
    pub plan_deadline: Duration,
    /// `STRATA_LLM_DAILY_TOKENS`: tokens of a model, prompts and answers
    /// together, that one organization may use in a day (UTC). Default
    /// 5 000 000: some hundred plans of 16 weeks. With a model at least what one
    /// call may take.
    pub daily_tokens: u64,
    /// `STRATA_RUN_LEASE`: seconds, 1–300, after which another process goes on
    /// with a run whose own is not heard of. Default 6.
    pub lease: Duration,
}

impl Default for RunSettings {
    fn default() -> Self {
        Self {
            per_person: 2,
            per_org: 4,
            draft_deadline: Duration::from_secs(120),
            plan_deadline: Duration::from_secs(600),
            daily_tokens: 5_000_000,
            lease: Duration::from_secs(6),
        }
    }
}

impl RunSettings {
    /// Reads every variable.
    ///
    /// # Errors
    /// Names the first variable that cannot be used.
    pub fn from_env(env: &Env<'_>) -> Result<Self, ConfigError> {
        let otherwise = Self::default();
        let limit = |variable, default| env.whole_number(variable, 1..=10_000, default);
        let seconds =
            |variable, most, default: Duration| env.seconds(variable, 1..=most, default.as_secs());
        Ok(Self {
            per_person: limit("STRATA_RUNS_PER_PERSON", otherwise.per_person)?,
            per_org: limit("STRATA_RUNS_PER_ORG", otherwise.per_org)?,
            draft_deadline: seconds("STRATA_DRAFT_DEADLINE", 3_600, otherwise.draft_deadline)?,
            plan_deadline: seconds("STRATA_PLAN_DEADLINE", 3_600, otherwise.plan_deadline)?,
            daily_tokens: env.whole_number(
                "STRATA_LLM_DAILY_TOKENS",
                0..=1_000_000_000_000,
                otherwise.daily_tokens,
            )?,
            lease: seconds("STRATA_RUN_LEASE", 300, otherwise.lease)?,
        })
    }
}

impl Config {
    /// Reads every variable.
    ///
    /// # Errors
    /// Names the first variable that cannot be used.
    pub fn from_env(env: &Env<'_>) -> Result<Self, ConfigError> {
        let config = Self::read(env)?;
        if let WriterChoice::OpenAi(model) = &config.writer {
            let least = model.largest_call();
            if config.runs.daily_tokens < least {
                let expected = format!(
                    "at least {least}, which one call may take: STRATA_LLM_MAX_OUTPUT_TOKENS \
                     and a prompt; no generation could begin"
                );
                return Err(ConfigError::invalid("STRATA_LLM_DAILY_TOKENS", expected));
            }
        }
        Ok(config)
    }

    fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let burst = BurstLimit::default();
        let public_url = env.base_url("STRATA_PUBLIC_URL")?;
        Ok(Self {
            database_url: database_url(env)?,
            address: env.address("STRATA_COACH_ADDR", ([127, 0, 0, 1], 8080).into())?,
            public_url: public_url.unwrap_or_else(|| "http://127.0.0.1:8081".to_owned()),
            coach_url: env.base_url("STRATA_COACH_URL")?,
            writer: WriterChoice::from_env(env)?,
            burst: BurstLimit {
                burst: env.whole_number("STRATA_COACH_BURST", 1..=10_000, burst.burst)?,
                per_second: env.whole_number("STRATA_COACH_RATE", 1..=1_000, burst.per_second)?,
            },
            runs: RunSettings::from_env(env)?,
            metrics: MetricsAddress::from_env(env, ([127, 0, 0, 1], 9465).into())?,
            log: LogSettings::from_env(env)?,
        })
    }
}

/// `STRATA_DATABASE_URL` alone, for commands that only need the database.
///
/// # Errors
/// Names the variable when it is no database's URL.
pub fn database_url(env: &Env<'_>) -> Result<DatabaseUrl, ConfigError> {
    const EXPECTED: &str = "sqlite:PATH or a postgres:// URL";
    let url = env.optional("STRATA_DATABASE_URL", EXPECTED, |text| text.parse().ok())?;
    Ok(url.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(variable: &'static str, value: &'static str) -> Result<Config, ConfigError> {
        let env = Env::from_lookup(move |name| (name == variable).then(|| value.to_owned()));
        Config::from_env(&env)
    }

    #[test]
    fn nothing_has_to_be_set() {
        let config = config("", "").unwrap();
        assert_eq!(config.address.to_string(), "127.0.0.1:8080");
        assert_eq!(config.burst, BurstLimit::default());
        assert_eq!(config.runs, RunSettings::default());
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_variables_name() {
        for (variable, value) in [
            ("STRATA_DATABASE_URL", "mysql://host/name"),
            ("STRATA_COACH_ADDR", "localhost"),
            ("STRATA_PUBLIC_URL", "plans.example"),
            ("STRATA_COACH_URL", "ftp://coach.example"),
            ("STRATA_WRITER", "gpt"),
            ("STRATA_COACH_BURST", "0"),
            ("STRATA_COACH_RATE", "fast"),
            ("STRATA_RUNS_PER_PERSON", "0"),
            ("STRATA_RUNS_PER_ORG", "many"),
            ("STRATA_DRAFT_DEADLINE", "2m"),
            ("STRATA_PLAN_DEADLINE", "0"),
            ("STRATA_LLM_DAILY_TOKENS", "-1"),
            ("STRATA_RUN_LEASE", "301"),
        ] {
            let refused = config(variable, value).unwrap_err();
            assert_eq!(refused.variable(), variable);
        }
    }

    #[test]
    fn a_budget_that_no_call_fits_into_is_refused_where_a_model_writes() {
        let with = |writer: &'static str, tokens: &'static str| {
            let env = Env::from_lookup(move |name| {
                let value = match name {
                    "STRATA_WRITER" => writer,
                    "STRATA_LLM_BASE_URL" => "http://127.0.0.1:11434/v1",
                    "STRATA_LLM_MODEL" => "small",
                    "STRATA_LLM_DAILY_TOKENS" => tokens,
                    _ => return None,
                };
                Some(value.to_owned())
            });
            Config::from_env(&env)
        };
        for tokens in ["0", "1", "14095"] {
            let refused = with("openai", tokens).unwrap_err();
            assert_eq!(refused.variable(), "STRATA_LLM_DAILY_TOKENS");
            assert!(refused.to_string().contains("14096"), "{refused}");
            assert!(with("rule_based", tokens).is_ok());
        }
        assert!(with("openai", "14096").is_ok());
    }

    #[test]
    fn a_model_needs_an_address_and_a_name_and_only_then_are_they_looked_at() {
        let without = config("STRATA_WRITER", "openai").unwrap_err();
        assert_eq!(without.variable(), "STRATA_LLM_BASE_URL");
        assert!(config("STRATA_LLM_BASE_URL", "nowhere").is_ok());
        let whole = Env::from_lookup(|name| {
            let value = match name {
                "STRATA_WRITER" => "openai",
                "STRATA_LLM_BASE_URL" => "http://127.0.0.1:11434/v1",
                "STRATA_LLM_MODEL" => "small",
                _ => return None,
            };
            Some(value.to_owned())
        });
        let WriterChoice::OpenAi(settings) = Config::from_env(&whole).unwrap().writer else {
            panic!("openai was asked for");
        };
        assert_eq!(settings.model, "small");
    }
}
