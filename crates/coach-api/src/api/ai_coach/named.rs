//! The two headers by which a client finds its run again: `Idempotency-Key`
//! names the request, `Last-Event-ID` the last event it heard.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest, dev};
use plan_store::RunId;

use crate::ops::OpError;
use crate::runs::engine::{EventId, Named};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// The longest key, in characters.
const MAX_KEY: usize = 255;

/// Both headers, or what is wrong with them: to be looked at once it is settled
/// who asks.
pub(crate) struct NamedRequest(pub(crate) Result<Named, OpError>);

impl NamedRequest {
    /// For a form that answers once and has no events to go on from.
    pub(crate) fn key_only(self) -> Result<Named, OpError> {
        self.0.map(|named| Named {
            heard: None,
            ..named
        })
    }
}

impl FromRequest for NamedRequest {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(Ok(Self(named(request))))
    }
}

fn named(request: &HttpRequest) -> Result<Named, OpError> {
    let key = only(request, &IDEMPOTENCY_KEY)?.map(key).transpose()?;
    let heard = only(request, &LAST_EVENT_ID)?;
    // What a client sends that has heard nothing yet.
    let heard = heard.filter(|text| !text.is_empty());
    Ok(Named {
        key,
        heard: heard.map(event_id).transpose()?,
    })
}

/// The one value of a header that may be there once.
fn only<'a>(request: &'a HttpRequest, name: &HeaderName) -> Result<Option<&'a str>, OpError> {
    let mut values = request.headers().get_all(name);
    let value = values.next();
    if values.next().is_some() {
        return Err(fault(name, "is there more than once"));
    }
    let text = value.map(|value| value.to_str().map(str::trim));
    text.transpose()
        .map_err(|_| fault(name, "holds other than printable ASCII characters"))
}

/// A key as a structured string, with quotes, or bare.
fn key(text: &str) -> Result<String, OpError> {
    let key = match text.strip_prefix('"') {
        None => text.to_owned(),
        Some(quoted) => {
            unquoted(quoted).ok_or_else(|| fault(&IDEMPOTENCY_KEY, "is not one quoted string"))?
        }
    };
    let printable = key.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if printable && (1..=MAX_KEY).contains(&key.len()) {
        Ok(key)
    } else {
        let detail = "expected 1 to 255 printable ASCII characters";
        Err(fault(&IDEMPOTENCY_KEY, detail))
    }
}

/// A string of RFC 9651 behind its first quote.
fn unquoted(quoted: &str) -> Option<String> {
    let mut text = String::with_capacity(quoted.len());
    let mut rest = quoted.chars();
    loop {
        match rest.next()? {
            '"' => return rest.as_str().is_empty().then_some(text),
            '\\' => match rest.next()? {
                escaped @ ('"' | '\\') => text.push(escaped),
                _ => return None,
            },
            plain => text.push(plain),
        }
    }
}

/// `<run>-<number>`, as events carry it.
fn event_id(text: &str) -> Result<EventId, OpError> {
    let parts = text.rsplit_once('-').and_then(|(run, sequence)| {
        let canonical = !sequence.starts_with(['0', '+']);
        let sequence = sequence.parse().ok().filter(|_| canonical)?;
        let run = run.parse::<RunId>().ok()?;
        Some(EventId { run, sequence })
    });
    parts.ok_or_else(|| fault(&LAST_EVENT_ID, "is no id of an event"))
}

fn fault(name: &HeaderName, detail: &str) -> OpError {
    let name = match name {
        name if *name == LAST_EVENT_ID => "Last-Event-ID",
        _ => "Idempotency-Key",
    };
    OpError::Header {
        name,
        detail: detail.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(headers: &[(&'static str, &str)]) -> Result<Named, OpError> {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.append_header(*header);
        }
        named(&request.to_http_request())
    }

    #[test]
    fn a_key_is_the_same_with_quotes_and_without() {
        for header in ["8e03978e-40d5", "\"8e03978e-40d5\"", " 8e03978e-40d5 "] {
            let named = read(&[("Idempotency-Key", header)]).unwrap();
            assert_eq!(named.key.as_deref(), Some("8e03978e-40d5"), "{header}");
        }
        let escaped = read(&[("Idempotency-Key", r#""a \"b\" \\c""#)]).unwrap();
        assert_eq!(escaped.key.as_deref(), Some(r#"a "b" \c"#));
        assert!(read(&[("Idempotency-Key", &"k".repeat(255))]).is_ok());
        assert_eq!(read(&[]).unwrap().key, None);
    }

    #[test]
    fn what_is_no_key_is_refused_by_the_headers_name() {
        let long = "k".repeat(256);
        for header in [
            "",
            "\"\"",
            "\"open",
            "\"two\" \"strings\"",
            r#""\x""#,
            "k\u{e9}",
            &long,
        ] {
            let refused = read(&[("Idempotency-Key", header)])
                .unwrap_err()
                .to_string();
            assert!(
                refused.starts_with("Idempotency-Key "),
                "{header}: {refused}"
            );
        }
        let twice = read(&[("Idempotency-Key", "a"), ("Idempotency-Key", "a")]);
        assert!(twice.unwrap_err().to_string().contains("more than once"));
    }

    #[test]
    fn the_last_event_is_a_run_and_a_number() {
        let run = "01930b2e-7d2f-7000-8000-000000000001";
        let named = read(&[("Last-Event-ID", &format!("{run}-17"))]).unwrap();
        let heard = named.heard.unwrap();
        assert_eq!((heard.run.to_string().as_str(), heard.sequence), (run, 17));
        assert_eq!(read(&[("Last-Event-ID", "")]).unwrap().heard, None);
        let none = [
            "17",
            run,
            "-",
            "x-1",
            &format!("{run}-0"),
            &format!("{run}-+1"),
            &format!("{run}-99999999999999999999"),
        ];
        for header in none {
            let refused = read(&[("Last-Event-ID", header)]).unwrap_err().to_string();
            assert!(refused.starts_with("Last-Event-ID "), "{header}: {refused}");
        }
    }
}
