//! HTTP to ops and back: what a request says, how an answer looks.

pub(crate) mod ai_coach;
pub(crate) mod auth;
pub(crate) mod burst;
pub(crate) mod finding;
pub(crate) mod health;
pub(crate) mod library;
pub(crate) mod openapi;
pub(crate) mod path;
pub(crate) mod plans;
pub(crate) mod step;
pub(crate) mod values;
pub(crate) mod version;

use std::str::FromStr;

use plan_store::OrgId;
use serde_json::Value;
use web_base::problem::Fault;
use web_base::query;
use web_base::strict_json::{Members, read_object};

use crate::ops::{Asked, AskedOf};

/// A body, read or with all its faults, and the organization it is about.
///
/// `member` is looked at before anything else is judged, and leniently: what
/// names no organization is a fault of the body like any other.
pub(crate) fn asked_of<T>(
    value: &Value,
    member: &str,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> AskedOf<T> {
    let org = value.get(member).and_then(Value::as_str);
    AskedOf {
        org: org.and_then(|text| text.parse::<OrgId>().ok()),
        body: asked(value, read),
    }
}

/// A body, read or with all its faults.
pub(crate) fn asked<T>(
    value: &Value,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Asked<T> {
    read_object(value, read)
}

/// A member of the query string, if it was given; what is not `expected` is a fault.
pub(crate) fn query_value<T: FromStr>(
    query: &query::Members,
    name: &str,
    expected: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let text = query.get(name)?;
    let value = text.parse().ok();
    if value.is_none() {
        faults.push(Fault::at(name, expected));
    }
    value
}
