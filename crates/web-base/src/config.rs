//! Settings from the environment.
//!
//! Each service has one struct whose fields name their variable. It is filled
//! through [`Env`], so that tests give a closure instead of touching the
//! process. A wrong value is refused at start with the variable's name.

use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use crate::client::TrustedProxies;

/// A variable that cannot be what it is set to. The value is not repeated: it
/// may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} must be {expected}")]
pub struct ConfigError {
    variable: String,
    expected: String,
}

impl ConfigError {
    /// A variable, and what would have been accepted.
    pub fn invalid(variable: &str, expected: impl Into<String>) -> Self {
        Self {
            variable: variable.to_owned(),
            expected: expected.into(),
        }
    }

    /// The variable's name.
    pub fn variable(&self) -> &str {
        &self.variable
    }
}

/// Where settings come from: the process environment, or a closure in tests.
///
/// Blank values count as not set, as in a `.env` file with `NAME=`.
pub struct Env<'a> {
    lookup: Box<Lookup<'a>>,
}

/// The value of a variable, if it is set and readable.
type Lookup<'a> = dyn Fn(&str) -> Result<Option<String>, ConfigError> + 'a;

impl<'a> Env<'a> {
    /// The environment of this process.
    pub fn of_process() -> Self {
        Self {
            lookup: Box::new(|name| match std::env::var(name) {
                Ok(value) => Ok(Some(value)),
                Err(std::env::VarError::NotPresent) => Ok(None),
                Err(std::env::VarError::NotUnicode(_)) => {
                    Err(ConfigError::invalid(name, "valid Unicode"))
                }
            }),
        }
    }

    /// Any other source.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String> + 'a) -> Self {
        Self {
            lookup: Box::new(move |name| Ok(lookup(name))),
        }
    }

    /// A setting read by `read`, or `None` where it is not set.
    ///
    /// # Errors
    /// Names the variable when `read` gives `None`; `expected` completes "must be …".
    pub fn optional<T>(
        &self,
        variable: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let value = (self.lookup)(variable)?;
        match value
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            None => Ok(None),
            Some(text) => read(text)
                .map(Some)
                .ok_or_else(|| ConfigError::invalid(variable, expected)),
        }
    }

    /// A text setting, as it is.
    ///
    /// # Errors
    /// Names the variable when it is not Unicode.
    pub fn text(&self, variable: &str) -> Result<Option<String>, ConfigError> {
        self.optional(variable, "text", |text| Some(text.to_owned()))
    }

    /// A whole number in a range.
    ///
    /// # Errors
    /// Names the variable and the range.
    pub fn whole_number<T>(
        &self,
        variable: &str,
        range: RangeInclusive<T>,
        default: T,
    ) -> Result<T, ConfigError>
    where
        T: FromStr + PartialOrd + Display + Copy,
    {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let value = self.optional(variable, &expected, |text| {
            text.parse().ok().filter(|number| range.contains(number))
        })?;
        Ok(value.unwrap_or(default))
    }

    /// A time in whole seconds, in a range.
    ///
    /// # Errors
    /// Names the variable and the range.
    pub fn seconds(
        &self,
        variable: &str,
        range: RangeInclusive<u64>,
        default: u64,
    ) -> Result<Duration, ConfigError> {
        self.whole_number(variable, range, default)
            .map(Duration::from_secs)
    }

    /// An address to listen on; port 0 is any free one.
    ///
    /// # Errors
    /// Names the variable.
    pub fn address(&self, variable: &str, default: SocketAddr) -> Result<SocketAddr, ConfigError> {
        let expected = format!("an address and port such as {default}");
        let value = self.optional(variable, &expected, |text| text.parse().ok())?;
        Ok(value.unwrap_or(default))
    }

    /// The networks of the proxies in front; none unless set.
    ///
    /// # Errors
    /// Names the variable.
    pub fn trusted_proxies(&self, variable: &str) -> Result<TrustedProxies, ConfigError> {
        let expected = "networks separated by commas such as 10.0.0.0/8, fd00::/8";
        let value = self.optional(variable, expected, |text| text.parse().ok())?;
        Ok(value.unwrap_or_default())
    }

    /// The address under which others reach a service: `http(s)://host[:port][/path]`,
    /// without a slash at the end.
    ///
    /// # Errors
    /// Names the variable.
    pub fn base_url(&self, variable: &str) -> Result<Option<String>, ConfigError> {
        let expected = "an http or https address without query or fragment";
        self.optional(variable, expected, |text| {
            let url = text.parse::<actix_web::http::Uri>().ok()?;
            let usable = matches!(url.scheme_str(), Some("http" | "https"))
                && url.host().is_some_and(|host| !host.is_empty())
                && !url.authority()?.as_str().contains('@')
                && url.query().is_none()
                && !text.contains('#');
            usable.then(|| text.trim_end_matches('/').to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(value: &'static str) -> Env<'static> {
        Env::from_lookup(move |name| (name == "STRATA_X").then(|| value.to_owned()))
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_variables_name_and_without_the_value() {
        let error = env("31secret")
            .whole_number("STRATA_X", 1..=30, 30)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "STRATA_X must be a whole number from 1 to 30"
        );
        for refused in [
            env("localhost")
                .address("STRATA_X", ([127, 0, 0, 1], 0).into())
                .map(drop),
            env("10.0.0.0/33").trusted_proxies("STRATA_X").map(drop),
            env("ftp://host").base_url("STRATA_X").map(drop),
            env("https://me:secret@host").base_url("STRATA_X").map(drop),
            env("https://host?x=1").base_url("STRATA_X").map(drop),
            env("0").seconds("STRATA_X", 1..=60, 30).map(drop),
        ] {
            assert_eq!(refused.unwrap_err().variable(), "STRATA_X");
        }
    }

    #[test]
    fn what_is_not_set_or_blank_is_the_default() {
        for env in [env("  "), Env::from_lookup(|_| None)] {
            assert_eq!(env.whole_number("STRATA_X", 1..=30, 7), Ok(7));
            assert_eq!(env.base_url("STRATA_X"), Ok(None));
        }
    }

    #[test]
    fn a_base_url_loses_the_slash_at_its_end() {
        assert_eq!(
            env("https://plans.example/").base_url("STRATA_X"),
            Ok(Some("https://plans.example".to_owned()))
        );
    }
}
