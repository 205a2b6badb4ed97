//! Headers that tell browsers what never to do with our responses.

use actix_web::middleware::DefaultHeaders;

/// Who may load a response from another site (`Cross-Origin-Resource-Policy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedWith {
    /// Everyone: the public service.
    Everyone,
    /// Pages of the same origin: the coach's service.
    SameOrigin,
}

/// The security headers of an API. A response that needs another policy, such
/// as a page with styles, sets its own header and keeps it.
pub fn headers(shared_with: SharedWith) -> DefaultHeaders {
    DefaultHeaders::new()
        .add((
            "Strict-Transport-Security",
            "max-age=63072000; includeSubDomains",
        ))
        .add(("X-Content-Type-Options", "nosniff"))
        .add((
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'",
        ))
        .add(("Referrer-Policy", "no-referrer"))
        .add((
            "Cross-Origin-Resource-Policy",
            match shared_with {
                SharedWith::Everyone => "cross-origin",
                SharedWith::SameOrigin => "same-origin",
            },
        ))
}
