//! The service's description of itself, made from the code.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};
use web_base::problem::Problem;

use crate::api::{ai_coach, health, library, plans};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Strata coach API",
        description = "Drafts, plans and what is laid over them, for coaches and athletes.\n\n\
            Every error is an RFC 9457 problem with a stable `code`; a refused body names all \
            its faults at once, each with a JSON pointer.",
        license(name = "GPL-3.0-or-later", identifier = "GPL-3.0-or-later")
    ),
    servers((url = "/")),
    security(("bearer" = [])),
    modifiers(&Bearer),
    tags(
        (name = "ai-coach", description = "From a wish to a draft to a structured plan; members are snake_case."),
        (name = "library", description = "An organization's own workouts; members are camelCase."),
        (name = "plans", description = "Plans; members are camelCase."),
        (name = "layers", description = "What is laid over a plan, and what was logged."),
        (name = "service", description = "For those who run the service."),
    ),
    paths(
        ai_coach::generate_draft::generate_draft,
        ai_coach::generate_draft::stream_draft,
        ai_coach::generate_plan::generate_plan,
        ai_coach::generate_plan::stream_plan,
        ai_coach::generate_plan::stream_weeks,
        ai_coach::parse_draft::parse_draft,
        ai_coach::training_principle::get_training_principle,
        ai_coach::training_principle::set_training_principle,
        ai_coach::training_principle::clear_training_principle,
        ai_coach::runs::get_run,
        ai_coach::runs::cancel_run,
        ai_coach::runs::get_run_events,
        library::list::list_library,
        library::create::create_library_workout,
        library::import::import_library,
        library::get::get_library_workout,
        library::update::update_library_workout,
        library::delete::delete_library_workout,
        plans::list::list_plans,
        plans::create::create_plan,
        plans::get::get_plan,
        plans::update::update_plan,
        plans::delete::delete_plan,
        plans::publish::publish_plan,
        plans::publish::remove_slug,
        plans::publish::unpublish_plan,
        plans::layers::add_vacation,
        plans::layers::remove_vacation,
        plans::layers::report_injury,
        plans::layers::resolve_injury,
        plans::layers::remove_injury,
        plans::layers::add_override,
        plans::layers::remove_override,
        plans::layers::move_workout,
        plans::layers::remove_move,
        plans::layers::add_day_off,
        plans::layers::remove_day_off,
        plans::layers::add_redistribution,
        plans::layers::remove_redistribution,
        plans::layers::log_workout,
        plans::layers::unlog_workout,
        health::get_health,
        health::get_readiness,
        get_openapi,
        get_entry,
    )
)]
struct Document;

/// How one shows who one is.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An organization's API token, `strata_…`."))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// The document as it is served and committed: indented, with a line end.
pub fn document() -> &'static str {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
        let mut text = Document::openapi()
            .to_pretty_json()
            .unwrap_or_else(|error| unreachable!("a document of strings and numbers: {error}"));
        text.push('\n');
        text
    });
    &DOCUMENT
}

/// This document.
#[utoipa::path(
    get,
    path = "/.well-known/openapi.json",
    tag = "service",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)),
)]
pub(crate) async fn get_openapi() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document())
}

/// What somebody needs to begin who followed a link to the API.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntryBody {
    /// What this is, for people.
    #[schema(value_type = String)]
    description: &'static str,
    /// How one shows who one is.
    #[schema(value_type = String, example = "Bearer")]
    authentication: &'static str,
    /// Where the API is described: a path of this service.
    #[schema(value_type = String, example = "/.well-known/openapi.json")]
    description_document: &'static str,
}

/// What begins here. It needs no token; everything below it does.
#[utoipa::path(
    get,
    path = "/api/v1",
    tag = "service",
    security(()),
    responses((status = 200, description = "Where to read on", body = EntryBody)),
)]
pub(crate) async fn get_entry() -> HttpResponse {
    HttpResponse::Ok().json(EntryBody {
        description: "Drafts, plans and what is laid over them, for coaches and athletes.",
        authentication: "Bearer",
        description_document: "/.well-known/openapi.json",
    })
}

/// What is below `/api/v1` and nowhere.
pub(crate) async fn no_such_route() -> Result<HttpResponse, Problem> {
    Err(Problem::not_found("there is nothing at this address"))
}
