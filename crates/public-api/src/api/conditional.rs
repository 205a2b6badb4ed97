//! Conditional requests (RFC 9110, 13): who has it already need not get it again.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH};

/// What a request's conditions make of a representation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// Send it.
    Send,
    /// The caller has it: 304.
    Known,
    /// The caller wants another one: 412.
    Failed,
}

impl Condition {
    /// Of a request for the representation with this strong tag, quotes included.
    ///
    /// `If-Match` compares strongly, `If-None-Match` weakly; both may be lists,
    /// lists over several lines, or `*`. A field that cannot be read is as good
    /// as none: sending what was asked for is never wrong.
    pub(crate) fn of(headers: &HeaderMap, tag: &HeaderValue) -> Self {
        let tag = tag.as_bytes();
        if named(headers, IF_MATCH, tag, Comparison::Strong) == Some(false) {
            Self::Failed
        } else if named(headers, IF_NONE_MATCH, tag, Comparison::Weak) == Some(true) {
            Self::Known
        } else {
            Self::Send
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

/// Whether the lines of a field name the tag; `None` without a readable field.
fn named(
    headers: &HeaderMap,
    field: HeaderName,
    tag: &[u8],
    comparison: Comparison,
) -> Option<bool> {
    let mut lines = headers.get_all(field).peekable();
    lines.peek()?;
    let (mut is_named, mut tags, mut has_star) = (false, 0, false);
    for line in lines {
        let mut rest = line.as_bytes().trim_ascii();
        if rest == b"*" {
            has_star = true;
            continue;
        }
        while !rest.is_empty() {
            // Empty elements are allowed in a list (RFC 9110, 5.6.1.2).
            if let Some(after) = rest.strip_prefix(b",") {
                rest = after.trim_ascii_start();
                continue;
            }
            let (is_weak, opaque, after) = entity_tag(rest)?;
            tags += 1;
            is_named |= opaque == tag && (comparison == Comparison::Weak || !is_weak);
            rest = after.trim_ascii_start();
            if !(rest.is_empty() || rest.starts_with(b",")) {
                return None;
            }
        }
    }
    match (has_star, tags) {
        (true, 0) => Some(true),
        // `*` among tags, or nothing at all: not a field anybody can mean.
        (true, _) | (false, 0) => None,
        (false, _) => Some(is_named),
    }
}

/// An entity tag at the start: whether it is weak, the part with the quotes, the rest.
fn entity_tag(text: &[u8]) -> Option<(bool, &[u8], &[u8])> {
    let (is_weak, quoted) = match text.strip_prefix(b"W/") {
        Some(quoted) => (true, quoted),
        None => (false, text),
    };
    let inside = quoted.strip_prefix(b"\"")?;
    let length = inside.iter().position(|byte| *byte == b'"')?;
    let is_opaque = |byte: &u8| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..);
    let (opaque, rest) = quoted.split_at(length + 2);
    inside[..length]
        .iter()
        .all(is_opaque)
        .then_some((is_weak, opaque, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[(HeaderName, &str)]) -> Condition {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        Condition::of(&headers, &HeaderValue::from_static("\"a1\""))
    }

    #[test]
    fn if_none_match_is_read_as_rfc_9110_says() {
        use Condition::{Known, Send};
        for (lines, expected) in [
            (&[][..], Send),
            (&["\"a1\""], Known),
            (&["W/\"a1\""], Known),
            (&["*"], Known),
            (&[" * "], Known),
            (&["\"b\", W/\"a1\" , \"c\""], Known),
            (&["\"b\"", "\"a1\""], Known),
            (&["\"b\",,\t,\"a1\","], Known),
            (&["\"with,comma\", \"a1\""], Known),
            (&["\"b\""], Send),
            (&["\"A1\""], Send),
            (&["\"a1-gzip\""], Send),
            (&["\"\""], Send),
            // Not a list of tags: as if it were not there.
            (&["a1"], Send),
            (&["\"a1"], Send),
            (&["w/\"a1\""], Send),
            (&["W/ \"a1\""], Send),
            (&["\"a1\" \"b\""], Send),
            (&["\"a1\", b"], Send),
            (&["\"a 1\", \"a1\""], Send),
            (&["*, \"a1\""], Send),
            (&["*", "\"a1\""], Send),
            (&[""], Send),
            (&[","], Send),
        ] {
            let lines = lines.iter().map(|line| (IF_NONE_MATCH, *line));
            let lines = lines.collect::<Vec<_>>();
            assert_eq!(of(&lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn if_match_goes_first_and_compares_strongly() {
        use Condition::{Failed, Known, Send};
        for (if_match, if_none_match, expected) in [
            ("\"a1\"", None, Send),
            ("*", None, Send),
            ("\"b\", \"a1\"", None, Send),
            ("\"b\"", None, Failed),
            ("W/\"a1\"", None, Failed),
            ("\"b\"", Some("\"a1\""), Failed),
            ("\"a1\"", Some("\"a1\""), Known),
            ("unreadable", None, Send),
        ] {
            let mut lines = vec![(IF_MATCH, if_match)];
            lines.extend(if_none_match.map(|tags| (IF_NONE_MATCH, tags)));
            assert_eq!(of(&lines), expected, "{lines:?}");
        }
    }
}
