//! Findings as answers show them: flat, and only what is known.

use chrono::NaiveDate;
use plan_core::check::{Finding, Measure, Place, Severity};
use serde::Serialize;
use utoipa::ToSchema;

use super::values::schemas;

/// Something to know about a plan or a draft; it never stops anything.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingBody {
    /// A stable word for the rule.
    #[schema(example = "run_spike")]
    rule: String,
    /// `info` or `warning`.
    #[schema(schema_with = schemas::severity)]
    severity: Severity,
    /// A sentence for people.
    message: String,
    /// The week, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<u8>,
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    /// The workout.
    #[serde(skip_serializing_if = "Option::is_none")]
    workout: Option<String>,
    /// The line of the draft, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The request's member.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<MeasureBody>,
    /// What the rule allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<MeasureBody>,
    /// Where the rule comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// A measured value or a limit, with its unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureBody {
    /// The number.
    value: f64,
    /// `meters`, `seconds`, `percent` or `count`.
    #[schema(value_type = String)]
    unit: &'static str,
}

impl From<&Finding> for FindingBody {
    fn from(finding: &Finding) -> Self {
        let Finding {
            rule,
            severity,
            place,
            measured,
            limit,
            source,
            message,
        } = finding.clone();
        let Place {
            week,
            date,
            workout,
            line,
            field,
        } = place;
        Self {
            rule,
            severity,
            message,
            week,
            date,
            workout: workout.map(|id| id.to_string()),
            line,
            field,
            measured: measured.map(MeasureBody::from),
            limit: limit.map(MeasureBody::from),
            source,
        }
    }
}

impl From<Measure> for MeasureBody {
    fn from(measure: Measure) -> Self {
        let (value, unit) = match measure {
            Measure::Distance(distance) => (distance.as_meters(), "meters"),
            Measure::Duration(duration) => (f64::from(duration.as_seconds()), "seconds"),
            Measure::Percent(percent) => (percent.as_f64(), "percent"),
            Measure::Count(count) => (f64::from(count), "count"),
        };
        Self { value, unit }
    }
}

/// Findings in their order.
pub(crate) fn bodies(findings: &[Finding]) -> Vec<FindingBody> {
    findings.iter().map(FindingBody::from).collect()
}
