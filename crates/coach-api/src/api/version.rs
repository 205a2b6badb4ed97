//! Plan versions as entity tags: `ETag` on answers, `If-Match` on writes.

use std::future::{Ready, ready};

use actix_web::http::header::{ETAG, HeaderName, HeaderValue, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, dev};
use web_base::problem::Problem;

use crate::ops::Expected;

/// The header of a plan's version.
pub(crate) fn etag(version: u64) -> (HeaderName, HeaderValue) {
    let tag = HeaderValue::from_str(&format!("\"{version}\""));
    // Digits between quotes are always a header value.
    (
        ETAG,
        tag.unwrap_or_else(|_| HeaderValue::from_static("\"\"")),
    )
}

/// The version a write says it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IfMatch(pub(crate) Expected);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let lines = request.headers().get_all(IF_MATCH);
        let lines = lines.map(HeaderValue::as_bytes).collect::<Vec<_>>();
        ready(Ok(Self(expected(&lines))))
    }
}

/// Strong comparison (RFC 9110, 13.1.1): a weak tag, like one that is not ours,
/// matches nothing. `*` stands alone or means nothing.
fn expected(lines: &[&[u8]]) -> Expected {
    match lines {
        [] => return Expected::Unsaid,
        [line] if line.trim_ascii() == b"*" => return Expected::Any,
        _ => {}
    }
    let tags = lines
        .iter()
        .flat_map(|line| line.split(|byte| *byte == b','));
    let mut versions = Vec::new();
    let mut unquoted = None;
    for tag in tags.map(<[u8]>::trim_ascii) {
        unquoted = unquoted.or_else(|| number(tag));
        let digits = tag
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_suffix(b"\""))
            .and_then(number);
        versions.extend(digits);
    }
    match unquoted {
        Some(version) if versions.is_empty() => Expected::Unquoted(version),
        _ => Expected::OneOf(versions),
    }
}

/// A version as tags write it.
fn number(digits: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(digits).ok()?;
    let is_ours = !digits.starts_with(['0', '+']);
    digits.parse().ok().filter(|_| is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_is_compared_strongly() {
        for (header, expected_version) in [
            ("\"7\"", Expected::OneOf(vec![7])),
            ("\"7\", \"8\"", Expected::OneOf(vec![7, 8])),
            ("*", Expected::Any),
            ("W/\"7\"", Expected::OneOf(vec![])),
            ("7", Expected::Unquoted(7)),
            ("7, \"8\"", Expected::OneOf(vec![8])),
            ("+7", Expected::OneOf(vec![])),
            ("\"07\"", Expected::OneOf(vec![])),
            ("\"+7\"", Expected::OneOf(vec![])),
            ("\"7", Expected::OneOf(vec![])),
            ("", Expected::OneOf(vec![])),
            (" * ", Expected::Any),
            ("\"x\", *", Expected::OneOf(vec![])),
            ("\"a,*,b\"", Expected::OneOf(vec![])),
        ] {
            assert_eq!(expected(&[header.as_bytes()]), expected_version, "{header}");
        }
        assert_eq!(expected(&[]), Expected::Unsaid);
        assert_eq!(expected(&[b"\"7\"", b"\"8\""]), Expected::OneOf(vec![7, 8]));
        assert_eq!(expected(&[b"\"7\"", b"*"]), Expected::OneOf(vec![7]));
    }
}
