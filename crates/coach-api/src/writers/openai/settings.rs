//! What an operator says about the model; each field names its variable.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;
use web_base::config::{ConfigError, Env};

/// The tokens of a prompt with a principle, wishes and a library.
const LARGEST_PROMPT: u64 = 10_000;

/// Which model writes, how to reach it, and how much patience it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmSettings {
    /// `STRATA_LLM_BASE_URL`: where the OpenAI-compatible service is; ends in
    /// `/v1`. Required with `STRATA_WRITER=openai`.
    pub base_url: Url,
    /// `STRATA_LLM_MODEL`: the model's name there. Required.
    pub model: String,
    /// `STRATA_LLM_API_KEY`, or `STRATA_LLM_API_KEY_FILE`, a file that holds
    /// it. A key goes over plain HTTP to this machine only. Default: none.
    pub api_key: Option<ApiKey>,
    /// `STRATA_LLM_STRUCTURED`: `auto`, `json_schema`, `json_schema_exact`,
    /// `json_object` or `none`. Default `auto`.
    pub structured: Structured,
    /// `STRATA_LLM_MAX_OUTPUT_TOKENS`: the most the model may write in one
    /// call, 256–131072. Default 4096.
    pub max_output_tokens: u32,
    /// `STRATA_LLM_TOKENS_PER_WEEK`: what one week of a draft takes, 64–16384;
    /// as many weeks are asked for at once as fit. Default 600.
    pub tokens_per_week: u32,
    /// How long to wait for what.
    pub patience: Patience,
}

/// How long to wait for a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// `STRATA_LLM_CONNECT_SECONDS`: for a connection, 1–60. Default 5.
    pub connect: Duration,
    /// `STRATA_LLM_FIRST_TOKEN_SECONDS`: for the answer to begin, 1–600. Default 60.
    pub first_token: Duration,
    /// `STRATA_LLM_IDLE_SECONDS`: between two pieces of it, 1–300. Default 30.
    pub idle: Duration,
    /// `STRATA_LLM_CALL_SECONDS`: for one whole answer, 1–3600. Default 120. A
    /// run has a deadline of its own.
    pub call: Duration,
    /// The longest pause before the second try; it doubles before the third.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_token: Duration::from_secs(60),
            idle: Duration::from_secs(30),
            call: Duration::from_secs(120),
            pause: Duration::from_secs(1),
        }
    }
}

/// How the model is held to the form of its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Structured {
    /// By schema as long as the host takes one, then less; what it takes is
    /// found out once a process.
    #[default]
    Auto,
    /// By a JSON schema that every host takes.
    JsonSchema,
    /// By a JSON schema made for each answer, which leaves a model hardly anything
    /// but the words: for hosts that write by a grammar, and for small models.
    JsonSchemaExact,
    /// To JSON of any form.
    JsonObject,
    /// By words only.
    None,
}

/// A secret that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key as it can stand in a header: visible ASCII, at most 4096 bytes.
    pub fn new(text: &str) -> Option<Self> {
        let is_header = text.bytes().all(|byte| byte.is_ascii_graphic());
        let is_key = is_header && !text.is_empty() && text.len() <= 4096;
        is_key.then(|| Self(text.to_owned()))
    }

    /// The secret itself.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl LlmSettings {
    /// A model at an address, without a key and with every default.
    pub fn new(base_url: Url, model: impl Into<String>) -> Self {
        Self {
            base_url,
            model: model.into(),
            api_key: None,
            structured: Structured::Auto,
            max_output_tokens: 4096,
            tokens_per_week: 600,
            patience: Patience::default(),
        }
    }

    /// The tokens one call may take: a prompt with everything a coach may write,
    /// and the longest answer.
    pub fn largest_call(&self) -> u64 {
        LARGEST_PROMPT + u64::from(self.max_output_tokens)
    }

    /// Reads every variable.
    ///
    /// # Errors
    /// Names the first variable that cannot be used.
    pub fn from_env(env: &Env<'_>) -> Result<Self, ConfigError> {
        let usual = Patience::default();
        let seconds = |variable: &str, most: u64, usual: Duration| {
            env.seconds(variable, 1..=most, usual.as_secs())
        };
        let settings = Self {
            api_key: api_key(env)?,
            structured: structured(env)?,
            max_output_tokens: env.whole_number(
                "STRATA_LLM_MAX_OUTPUT_TOKENS",
                256..=131_072,
                4096,
            )?,
            tokens_per_week: env.whole_number("STRATA_LLM_TOKENS_PER_WEEK", 64..=16_384, 600)?,
            patience: Patience {
                connect: seconds("STRATA_LLM_CONNECT_SECONDS", 60, usual.connect)?,
                first_token: seconds("STRATA_LLM_FIRST_TOKEN_SECONDS", 600, usual.first_token)?,
                idle: seconds("STRATA_LLM_IDLE_SECONDS", 300, usual.idle)?,
                call: seconds("STRATA_LLM_CALL_SECONDS", 3600, usual.call)?,
                pause: usual.pause,
            },
            ..Self::new(base_url(env)?, model(env)?)
        };
        if settings.api_key.is_some() && !may_carry_a_key(&settings.base_url) {
            let expected = "an https address, because there is a key; http only on this machine";
            return Err(ConfigError::invalid("STRATA_LLM_BASE_URL", expected));
        }
        if settings.tokens_per_week > settings.max_output_tokens {
            let expected = "at most STRATA_LLM_MAX_OUTPUT_TOKENS, or no week fits into a call";
            return Err(ConfigError::invalid("STRATA_LLM_TOKENS_PER_WEEK", expected));
        }
        Ok(settings)
    }
}

fn base_url(env: &Env<'_>) -> Result<Url, ConfigError> {
    const VARIABLE: &str = "STRATA_LLM_BASE_URL";
    const EXPECTED: &str =
        "an http or https address that ends in /v1, without user, query or fragment";
    let url = env.optional(VARIABLE, EXPECTED, |text| {
        let url = Url::parse(text.trim_end_matches('/')).ok()?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        (is_plain && url.path().ends_with("/v1")).then_some(url)
    })?;
    url.ok_or_else(|| {
        let expected = format!("set for STRATA_WRITER=openai: {EXPECTED}");
        ConfigError::invalid(VARIABLE, expected)
    })
}

fn model(env: &Env<'_>) -> Result<String, ConfigError> {
    const VARIABLE: &str = "STRATA_LLM_MODEL";
    const EXPECTED: &str = "a name of at most 200 characters on one line";
    let model = env.optional(VARIABLE, EXPECTED, |text| {
        let is_name = text.chars().count() <= 200 && !text.chars().any(char::is_control);
        is_name.then(|| text.to_owned())
    })?;
    model.ok_or_else(|| {
        let expected = format!("set for STRATA_WRITER=openai: {EXPECTED}");
        ConfigError::invalid(VARIABLE, expected)
    })
}

fn api_key(env: &Env<'_>) -> Result<Option<ApiKey>, ConfigError> {
    const VARIABLE: &str = "STRATA_LLM_API_KEY";
    const FILE: &str = "STRATA_LLM_API_KEY_FILE";
    let key = env.optional(VARIABLE, "a key of visible ASCII characters", ApiKey::new)?;
    let file = env.optional(FILE, "a readable file that holds a key alone", |path| {
        let text = std::fs::read_to_string(path).ok()?;
        ApiKey::new(text.trim())
    })?;
    if key.is_some() && file.is_some() {
        let expected = format!("left out where {VARIABLE} is set");
        return Err(ConfigError::invalid(FILE, expected));
    }
    Ok(key.or(file))
}

fn structured(env: &Env<'_>) -> Result<Structured, ConfigError> {
    let expected = "auto, json_schema, json_schema_exact, json_object or none";
    let structured = env.optional("STRATA_LLM_STRUCTURED", expected, |text| match text {
        "auto" => Some(Structured::Auto),
        "json_schema" => Some(Structured::JsonSchema),
        "json_schema_exact" => Some(Structured::JsonSchemaExact),
        "json_object" => Some(Structured::JsonObject),
        "none" => Some(Structured::None),
        _ => None,
    })?;
    Ok(structured.unwrap_or_default())
}

/// True where nobody on the way can read it.
fn may_carry_a_key(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    url.scheme() == "https" || is_here || host == "localhost"
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-secret-1234";

    fn read(changed: &[(&str, &str)]) -> Result<LlmSettings, ConfigError> {
        let usual = [
            ("STRATA_LLM_BASE_URL", "https://models.example/v1"),
            ("STRATA_LLM_MODEL", "tiny"),
        ];
        LlmSettings::from_env(&Env::from_lookup(|name| {
            let all = changed.iter().chain(&usual);
            let mut of_name = all.filter(|(variable, _)| *variable == name);
            of_name.next().map(|(_, value)| (*value).to_owned())
        }))
    }

    #[test]
    fn an_address_and_a_model_are_enough() {
        let url = Url::parse("https://models.example/v1").unwrap();
        assert_eq!(read(&[]).unwrap(), LlmSettings::new(url, "tiny"));
        let with_slash = read(&[("STRATA_LLM_BASE_URL", "https://models.example/v1/")]);
        assert_eq!(with_slash, read(&[]));
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_variables_name_and_without_the_value() {
        for (variable, value) in [
            ("STRATA_LLM_BASE_URL", " "),
            ("STRATA_LLM_BASE_URL", "models.example/v1"),
            ("STRATA_LLM_BASE_URL", "https://models.example/"),
            ("STRATA_LLM_BASE_URL", "https://me:secret@models.example/v1"),
            ("STRATA_LLM_BASE_URL", "https://models.example/v1?secret"),
            ("STRATA_LLM_BASE_URL", "ftp://models.example/v1"),
            ("STRATA_LLM_MODEL", ""),
            ("STRATA_LLM_MODEL", "a\nb"),
            ("STRATA_LLM_API_KEY", "two secrets"),
            ("STRATA_LLM_API_KEY_FILE", "/nowhere/secret"),
            ("STRATA_LLM_STRUCTURED", "yaml"),
            ("STRATA_LLM_MAX_OUTPUT_TOKENS", "255"),
            ("STRATA_LLM_TOKENS_PER_WEEK", "4097"),
            ("STRATA_LLM_CONNECT_SECONDS", "0"),
            ("STRATA_LLM_FIRST_TOKEN_SECONDS", "601"),
            ("STRATA_LLM_IDLE_SECONDS", "soon"),
            ("STRATA_LLM_CALL_SECONDS", "3601"),
        ] {
            let refused = read(&[(variable, value)]).unwrap_err();
            assert_eq!(refused.variable(), variable, "{value}");
            assert!(!refused.to_string().contains("secret"), "{refused}");
        }
    }

    #[test]
    fn a_key_goes_over_plain_http_to_this_machine_only() {
        let with_key = |address| {
            read(&[
                ("STRATA_LLM_BASE_URL", address),
                ("STRATA_LLM_API_KEY", KEY),
            ])
        };
        for fine in [
            "https://models.example/v1",
            "http://127.0.0.1:8000/v1",
            "http://localhost/v1",
            "http://[::1]:8000/v1",
        ] {
            assert!(with_key(fine).is_ok(), "{fine}");
        }
        for refused in [
            "http://models.example/v1",
            "http://10.0.0.7/v1",
            "http://localhost.example/v1",
            "http://127.0.0.1.example/v1",
        ] {
            let refused = with_key(refused).unwrap_err();
            assert_eq!(refused.variable(), "STRATA_LLM_BASE_URL");
        }
    }

    #[test]
    fn a_key_is_read_from_its_file_and_never_shown() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        std::fs::write(&path, format!("{KEY}\n")).unwrap();
        let path = path.to_str().unwrap();
        let settings = read(&[("STRATA_LLM_API_KEY_FILE", path)]).unwrap();
        assert_eq!(settings.api_key.as_ref().map(ApiKey::reveal), Some(KEY));
        assert!(!format!("{settings:?}").contains("secret"));
        let both = read(&[
            ("STRATA_LLM_API_KEY_FILE", path),
            ("STRATA_LLM_API_KEY", KEY),
        ]);
        assert_eq!(both.unwrap_err().variable(), "STRATA_LLM_API_KEY_FILE");
    }
}
