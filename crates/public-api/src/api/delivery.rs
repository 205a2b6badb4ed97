//! Finished bytes to whoever asks: as little as they need, in the coding they like best.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use web_base::problem::Problem;

use super::accept_encoding::liked;
use super::conditional::Condition;
use crate::ops::answer::{Answer, Document};
use crate::ops::coding::Coding;

/// The coding a caller is to get bytes of this type in.
pub(crate) fn coding(request: &HttpRequest, media_type: &str) -> Coding {
    if Coding::pays_for(media_type) {
        liked(request.headers())
    } else {
        Coding::Identity
    }
}

/// An answer that is in the caller's [`coding`] already.
///
/// Every field is a constant or was made with the answer: nothing is formatted here.
///
/// # Errors
/// 412 where the caller wants another one.
pub(crate) fn deliver(
    request: &HttpRequest,
    answer: &Answer,
    media_type: &'static str,
    cache_control: &'static str,
) -> Result<HttpResponse, Problem> {
    let condition = Condition::of(request.headers(), answer.tag());
    let mut response = match condition {
        Condition::Failed => {
            let detail = "it is not, or not any more, what If-Match names";
            return Err(Problem::precondition_failed(detail));
        }
        Condition::Known => HttpResponse::NotModified(),
        Condition::Send => HttpResponse::Ok(),
    };
    response
        .insert_header((ETAG, answer.tag().clone()))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache_control)));
    if Coding::pays_for(media_type) {
        response.insert_header((VARY, HeaderValue::from_static("Accept-Encoding")));
    }
    if condition == Condition::Known {
        return Ok(response.finish());
    }
    if let Some(name) = answer.coding().name() {
        response.insert_header((CONTENT_ENCODING, HeaderValue::from_static(name)));
    }
    if let Some(disposition) = answer.disposition() {
        response.insert_header((CONTENT_DISPOSITION, disposition.clone()));
    }
    response.insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type)));
    Ok(response.body(answer.body()))
}

/// A document that stays the same as long as the service runs.
///
/// # Errors
/// As [`deliver`].
pub(crate) fn deliver_document(
    request: &HttpRequest,
    document: &Document,
    media_type: &'static str,
    cache_control: &'static str,
) -> Result<HttpResponse, Problem> {
    let answer = document.in_coding(coding(request, media_type));
    deliver(request, answer, media_type, cache_control)
}
