use actix_web::HttpResponse;
use actix_web::web::Data;
use plan_core::plan::Slug;
use plan_export::json::PublicTextBody;
use plan_store::PlanId;
use serde::Serialize;
use utoipa::ToSchema;
use web_base::problem::{Problem, ProblemBody};
use web_base::strict_json::{Members, StrictBody};

use crate::api::asked;
use crate::api::path::Id;
use crate::api::values::words;
use crate::api::version::{self, IfMatch};
use crate::app::State;
use crate::ops::publish_plan::Publication;
use crate::ops::{self, Actor};

/// How to publish a plan; `{}` keeps the slug it has, if any.
#[derive(ToSchema)]
pub(crate) struct PublishPlanBody {
    /// A name for its address: 3 to 64 letters, digits and hyphens.
    #[schema(required = false, value_type = Option<String>, min_length = 3, max_length = 64, example = "spring-marathon")]
    slug: Option<Slug>,
}

impl PublishPlanBody {
    fn read(members: &mut Members<'_>) -> Option<Option<Slug>> {
        let body = Self {
            slug: members.optional("slug", words),
        };
        Some(body.slug)
    }
}

/// Where a plan can be read in public.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PublishedPlanBody {
    /// Its random id.
    public_id: String,
    /// Its chosen name.
    #[schema(required = true)]
    slug: Option<String>,
    /// The address of its page, to be passed on; the page links every other form.
    #[schema(example = "https://plans.example/plans/spring-marathon")]
    url: String,
    /// The number of its writes; also its `ETag`.
    version: u64,
    /// What people wrote and anyone can read now. It is public with the plan, and so is
    /// what is written there later.
    public_text: PublicTextBody,
}

/// A plan's new version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionBody {
    /// The number of its writes; also its `ETag`.
    version: u64,
}

/// Publishes a plan: anyone who has its id or slug can read it.
///
/// Public free text is the title and the workouts' descriptions, nothing else; the answer
/// has all of it that people wrote. Notes behind the dash of a draft's line are part of it.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/publish",
    tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    request_body = PublishPlanBody,
    responses(
        (status = 200, description = "It is public", body = PublishedPlanBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn publish_plan(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
    StrictBody(value): StrictBody,
) -> Result<HttpResponse, Problem> {
    let slug = asked(&value, PublishPlanBody::read);
    let Publication {
        published,
        text: public_text,
    } = ops::publish_plan::publish_plan(&state.store, actor, plan, expected, slug).await?;
    let public_id = published.short_id.to_string();
    let slug = published.slug.map(|slug| slug.to_string());
    let name = slug.as_ref().unwrap_or(&public_id);
    let url = format!("{}/plans/{name}", state.public_url);
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(published.version))
        .json(PublishedPlanBody {
            url,
            slug,
            public_id,
            version: published.version,
            public_text,
        }))
}

/// Takes a plan's slug away; where it is public it stays so under its random id.
///
/// The address answers 404 at once, and for a while no other plan can take the name.
#[utoipa::path(
    delete,
    path = "/api/v1/plans/{id}/slug",
    tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "It has no slug", body = VersionBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn remove_slug(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let version = ops::publish_plan::remove_slug(&state.store, actor, plan, expected).await?;
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(version))
        .json(VersionBody { version }))
}

/// Ends a plan's publication; its public ids answer 404 at once.
///
/// It keeps its id and slug for the next time. The body, if any, is not read.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{id}/unpublish",
    tag = "plans",
    params(
        ("id" = String, Path, description = "The plan"),
        ("If-Match" = String, Header, description = "The plan's ETag"),
    ),
    responses(
        (status = 200, description = "It is no longer public", body = VersionBody, headers(("ETag" = String))),
        (status = "default", description = "A problem", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn unpublish_plan(
    state: Data<State>,
    actor: Actor,
    Id(plan): Id<PlanId>,
    IfMatch(expected): IfMatch,
) -> Result<HttpResponse, Problem> {
    let version = ops::publish_plan::unpublish_plan(&state.store, actor, plan, expected).await?;
    Ok(HttpResponse::Ok()
        .insert_header(version::etag(version))
        .json(VersionBody { version }))
}
