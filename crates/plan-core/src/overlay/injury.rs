//! Layer 2: a hurt body and the way back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A body part, compared as people mean it: without regard to case and spacing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BodyPart(String);

impl BodyPart {
    /// 1–100 characters that are not all blank.
    ///
    /// # Errors
    /// Names `bodyPart` otherwise.
    pub fn new(text: &str) -> Result<Self, Error> {
        let normal = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        if normal.is_empty() || normal.chars().count() > 100 || normal.chars().any(char::is_control)
        {
            return Err(Error::out_of_range(
                "bodyPart",
                format!("{:?}", text.chars().take(100).collect::<String>()),
                "1 to 100 characters",
            ));
        }
        Ok(Self(normal))
    }

    /// The normalized text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Something that hurts, from the day it was reported.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Injury {
    body_part: BodyPart,
    severity: u8,
    reported_on: NaiveDate,
    resolved_on: Option<NaiveDate>,
}

impl Injury {
    /// Severity 1–10; the resolved day, where known, is still injured.
    ///
    /// # Errors
    /// Names `severity` out of range, `resolvedOn` before the report.
    pub fn new(
        body_part: BodyPart,
        severity: i64,
        reported_on: NaiveDate,
        resolved_on: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let severity = u8::try_from(severity)
            .ok()
            .filter(|value| (1..=10).contains(value))
            .ok_or_else(|| {
                Error::out_of_range("severity", severity, "a whole number from 1 to 10")
            })?;
        let injury = Self {
            body_part,
            severity,
            reported_on,
            resolved_on: None,
        };
        match resolved_on {
            Some(date) => injury.resolved(date),
            None => Ok(injury),
        }
    }

    /// The same injury, resolved on `date`.
    ///
    /// # Errors
    /// Names `resolvedOn` before the report or more than two years after it.
    pub fn resolved(self, date: NaiveDate) -> Result<Self, Error> {
        let open = date.signed_duration_since(self.reported_on).num_days();
        if !(0..=731).contains(&open) {
            return Err(Error::out_of_range(
                "resolvedOn",
                date,
                format!("a date from {} to two years later", self.reported_on),
            ));
        }
        Ok(Self {
            resolved_on: Some(date),
            ..self
        })
    }

    /// The same injury, resolved on a day or open again.
    ///
    /// # Errors
    /// As [`resolved`](Self::resolved).
    pub fn reopened(self, resolved_on: Option<NaiveDate>) -> Result<Self, Error> {
        match resolved_on {
            Some(date) => self.resolved(date),
            None => Ok(Self {
                resolved_on: None,
                ..self
            }),
        }
    }

    /// Where it hurts.
    pub fn body_part(&self) -> &BodyPart {
        &self.body_part
    }

    /// 1 (a niggle) to 10.
    pub fn severity(&self) -> u8 {
        self.severity
    }

    /// The first affected day.
    pub fn reported_on(&self) -> NaiveDate {
        self.reported_on
    }

    /// The last injured day, once known.
    pub fn resolved_on(&self) -> Option<NaiveDate> {
        self.resolved_on
    }
}
