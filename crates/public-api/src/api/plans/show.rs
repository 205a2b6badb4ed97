//! `GET /api/plans/{publicId}`.

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, ETAG, Encoding, EntityTag, Header,
    IfNoneMatch, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web};
use plan_core::plan::PublicId;
use plan_export::json::{PlanBody, Units};
use web_base::problem::{Fault, Problem, ProblemBody};
use web_base::query::Members;

use crate::app::App;
use crate::error;
use crate::ops::coding::Coding;
use crate::ops::show_plan::{ShowError, show_plan};

/// A published plan, every layer applied.
///
/// The id is the plan's ShortId or the slug its owner chose. The body depends
/// on nothing but the plan, so its ETag changes exactly when the plan does.
#[utoipa::path(get, path = "/api/plans/{publicId}", operation_id = "get_plan", tag = "plans",
    params(
        ("publicId" = String, Path, description = "ShortId (7 letters and digits) or slug.",
            example = "4fT9bQz"),
        ("units" = inline(Option<crate::openapi::UnitsWord>), Query, description = "`metric` adds kilometers beside each \
            number of miles. Any other value is refused.", example = "metric"),
        ("If-None-Match" = Option<String>, Header, description = "ETags the caller has.")),
    responses(
        (status = 200, description = "The plan.", body = PlanBody,
            headers(
                ("ETag" = String, description = "A strong tag: the hash \
                    of the plain body, and the coding's name."),
                ("Cache-Control" = String, description = "`public, no-cache`: keep it, ask first."),
                ("RateLimit" = String, description = "What is left: `\"default\";r=12;t=41`."),
                ("RateLimit-Policy" = String, description = "`\"default\";q=30;w=60`."))),
        (status = 304, description = "The caller has it already."),
        (status = 404, description = "Unknown, malformed, not published or deleted: one answer \
            for all.", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "An unknown member or value in the query.",
            body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "30 requests in 60 seconds are used up; `Retry-After` says \
            when the next one passes.", body = ProblemBody,
            content_type = "application/problem+json",
            headers(("Retry-After" = u64, description = "Seconds."))),
        (status = 503, description = "The database is away or being prepared.",
            body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn show(
    request: HttpRequest,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let units = units(&request)?;
    let id = request
        .match_info()
        .query("publicId")
        .parse::<PublicId>()
        .map_err(|_| not_found())?;
    let answer = show_plan(&app.store, &app.answers, id, units)
        .await
        .map_err(|error| match error {
            ShowError::NotFound => not_found(),
            ShowError::Store(error) => error::from_store(error),
            ShowError::Broken(_) => Problem::internal(&error),
        })?;
    let coding = coding(&request);
    let tag = EntityTag::new_strong(answer.tag(coding));
    let is_known = is_known(&request, &tag);
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((ETAG, tag.to_string()))
        .insert_header((CACHE_CONTROL, "public, no-cache"))
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
    Ok(response.content_type("application/json").body(body))
}

/// The one answer for every plan that cannot be read.
fn not_found() -> Problem {
    Problem::not_found("there is no published plan with this id")
}

fn units(request: &HttpRequest) -> Result<Units, Problem> {
    let members = Members::of(request, &["units"])?;
    match members.get("units") {
        None => Ok(Units::Miles),
        Some("metric") => Ok(Units::Metric),
        Some(_) => Err(Problem::unprocessable(vec![Fault::at(
            "units",
            "expected metric, or nothing",
        )])),
    }
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
