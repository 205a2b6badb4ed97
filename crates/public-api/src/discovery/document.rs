use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use web_base::problem::Problem;

use crate::api::delivery::deliver_document;
use crate::ops::answer;

const FOR_AN_HOUR: &str = "public, max-age=3600";
/// Whoever compares a digest needs the very bytes.
const UNTRANSFORMED_FOR_AN_HOUR: &str = "public, max-age=3600, no-transform";
/// No script, nothing from elsewhere, not in a frame.
pub(crate) const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

/// Finished bytes and how they are sent.
pub(crate) struct Document {
    bytes: answer::Document,
    text: String,
    media_type: &'static str,
    cache_control: &'static str,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Document {
    pub(crate) fn new(media_type: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            bytes: answer::Document::new(text.clone()),
            text,
            media_type,
            cache_control: FOR_AN_HOUR,
            headers: Vec::new(),
        }
    }

    pub(super) fn json(text: String) -> Self {
        Self::new("application/json", text)
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::new("text/plain; charset=utf-8", text)
    }

    pub(super) fn page(html: String) -> Self {
        Self::new("text/html; charset=utf-8", html).with(CONTENT_SECURITY_POLICY, PAGE_POLICY)
    }

    /// The same, for readers who compare a digest.
    pub(super) fn untransformed(mut self) -> Self {
        self.cache_control = UNTRANSFORMED_FOR_AN_HOUR;
        self
    }

    /// The same with a header of its own.
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// What it says.
    pub(super) fn as_text(&self) -> &str {
        &self.text
    }

    /// Sends it, or says that the caller has it already.
    ///
    /// # Errors
    /// 412 where the caller wants another one.
    pub(crate) fn send(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        let mut response =
            deliver_document(request, &self.bytes, self.media_type, self.cache_control)?;
        for (name, value) in &self.headers {
            response.headers_mut().insert(name.clone(), value.clone());
        }
        Ok(response)
    }
}
