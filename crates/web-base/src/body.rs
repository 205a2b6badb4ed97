//! Reading a request's body with an end: in bytes and in time.
//!
//! actix limits neither on a raw payload; a client that sends one byte a
//! second would keep its connection and its buffer for hours.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Bytes, Payload};

/// How long a body may take and how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that are read.
    pub bytes: usize,
    /// The most time between the head of the request and the end of its body.
    pub time: Duration,
}

/// Why a body could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// More bytes than the limit.
    #[error("the body is too large")]
    TooLarge,
    /// It did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// The connection broke.
    #[error("the body ended early")]
    Interrupted,
}

/// The whole body.
///
/// # Errors
/// As soon as it is too long, when it is late, when it breaks off.
pub async fn read(payload: Payload, limits: Limits) -> Result<Bytes, Unread> {
    let collected = tokio::time::timeout(limits.time, payload.to_bytes_limited(limits.bytes)).await;
    match collected {
        Err(_) => Err(Unread::TooSlow),
        Ok(Err(_)) => Err(Unread::TooLarge),
        Ok(Ok(Err(_))) => Err(Unread::Interrupted),
        Ok(Ok(Ok(bytes))) => Ok(bytes),
    }
}

/// True without a content coding; `identity` is none.
pub fn is_plain(request: &HttpRequest) -> bool {
    let mut codings = request.headers().get_all(header::CONTENT_ENCODING);
    codings.all(|coding| {
        coding
            .as_bytes()
            .trim_ascii()
            .eq_ignore_ascii_case(b"identity")
    })
}
