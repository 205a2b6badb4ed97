//! What every form of a plan has in common on the way out: one answer for what
//! cannot be read, tags, codings, and how long to keep it.

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, ETAG, Encoding, EntityTag, Header,
    IfNoneMatch, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use plan_core::plan::PublicId;
use web_base::problem::Problem;

use crate::app::App;
use crate::error;
use crate::ops::coding::Coding;
use crate::ops::show_plan::{Answer, Form, ShowError, show_plan};

/// The plan of the request's address, in a form.
pub(crate) async fn answer(
    request: &HttpRequest,
    app: &App,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let id = request
        .match_info()
        .query("publicId")
        .parse::<PublicId>()
        .map_err(|_| not_found())?;
    let media_type = form.media_type();
    let answer = show_plan(&app.store, &app.answers, id, form)
        .await
        .map_err(|error| match error {
            ShowError::NotFound => not_found(),
            ShowError::Store(error) => error::from_store(error),
            ShowError::Broken(_) => Problem::internal(&error),
        })?;
    deliver(request, &answer, media_type, "public, no-cache")
}

/// Finished bytes to whoever asks: as little as they need, in the coding they like best.
pub(crate) fn deliver(
    request: &HttpRequest,
    answer: &Answer,
    media_type: &'static str,
    cache_control: &'static str,
) -> Result<HttpResponse, Problem> {
    let coding = coding(request);
    let tag = EntityTag::new_strong(answer.tag(coding));
    let is_known = is_known(request, &tag);
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag.to_string()))
        .insert_header((CACHE_CONTROL, cache_control))
        .insert_header((VARY, "Accept-Encoding"));
    if is_known {
        return Ok(response.finish());
    }
    if let Some(name) = coding.name() {
        response.insert_header((CONTENT_ENCODING, name));
    }
    let body = answer
        .body(coding)
        .map_err(|error| Problem::internal(&error))?;
    Ok(response.content_type(media_type).body(body))
}

/// The one answer for every plan that cannot be read.
fn not_found() -> Problem {
    Problem::not_found("there is no published plan with this id")
}

/// The coding the caller likes best; as it is where it likes none of ours.
fn coding(request: &HttpRequest) -> Coding {
    const OURS: [(Encoding, Coding); 3] = [
        (Encoding::identity(), Coding::Identity),
        (Encoding::gzip(), Coding::Gzip),
        (Encoding::zstd(), Coding::Zstd),
    ];
    let liked = AcceptEncoding::parse(request)
        .ok()
        .and_then(|accepted| accepted.negotiate(OURS.iter().map(|(encoding, _)| encoding)));
    OURS.into_iter()
        .find(|(encoding, _)| Some(encoding) == liked.as_ref())
        .map_or(Coding::Identity, |(_, coding)| coding)
}

/// Whether `If-None-Match` names this tag: by weak comparison, in a list, or with `*`.
/// A field that cannot be read is as good as none.
fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
