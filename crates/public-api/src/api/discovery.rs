//! The addresses of the documents that say what is here.
//!
//! Each handler sends a finished [`Document`](crate::discovery::Document).

use actix_web::{HttpRequest, HttpResponse, web};
use web_base::problem::{Problem, ProblemBody};

use crate::app::App;
use crate::flood::TooManyRequests;

/// A handler for each document; they differ in an address, a media type and a word.
macro_rules! documents {
    ($($(#[doc = $doc:literal])+ $name:ident = $path:literal, $id:literal, $body:ty as $media_type:literal;)+) => {$(
        $(#[doc = $doc])+
        #[utoipa::path(get, path = $path, operation_id = $id, tag = "discovery",
            responses(
                (status = 200, description = "The document; keep it for an hour.", body = $body,
                    content_type = $media_type,
                    headers(
                        ("ETag" = String, description = "A strong tag."),
                        ("Link" = String, description = "The API catalog."))),
                (status = 304, description = "The caller has it already."),
                (status = 412, description = "It is not what `If-Match` names.",
                    body = ProblemBody, content_type = "application/problem+json"),
                TooManyRequests))]
        pub(crate) async fn $name(
            request: HttpRequest,
            app: web::Data<App>,
        ) -> Result<HttpResponse, Problem> {
            app.documents.$name.send(&request)
        }
    )+};
}

documents! {
    /// What is here, for people.
    front_page = "/", "get_front_page", String as "text/html";
    /// The skills agents can learn here, with digests.
    ///
    /// Agent Skills discovery 0.2.0; each `digest` is the SHA-256 of exactly the bytes that
    /// are served.
    skill_index = "/.well-known/agent-skills/index.json", "get_skill_index",
        serde_json::Value as "application/json";
    /// The skill `read-plan`, which teaches an agent to answer questions about a plan.
    skill = "/.well-known/agent-skills/read-plan/SKILL.md", "get_skill", String as "text/markdown";
    /// The API catalog: where everything is.
    ///
    /// A linkset (RFC 9264) as RFC 9727 wants it, whatever `Accept` says. The coach's
    /// service is in it where its address is known.
    api_catalog = "/.well-known/api-catalog", "get_api_catalog",
        serde_json::Value as "application/linkset+json";
    /// This document.
    openapi = "/.well-known/openapi.json", "get_openapi", serde_json::Value as "application/json";
    /// How the address of a plan is made: plans are not listed.
    plan_addresses = "/api/plans", "get_plan_addresses",
        crate::discovery::PlanAddressesBody as "application/json";
    /// This reference as a page.
    reference = "/docs/public-api", "get_reference", String as "text/html";
    /// The style of the pages.
    style = "/docs/style.css", "get_style", String as "text/css";
    /// The icon of the pages.
    icon = "/favicon.svg", "get_icon", String as "image/svg+xml";
    /// What is here, for language models.
    llms = "/llms.txt", "get_llms_txt", String as "text/plain";
    /// What the catalog's relation `agent-skill` means.
    agent_skill_relation = "/rels/agent-skill", "get_agent_skill_relation", String as "text/html";
    /// What crawlers may read: everything; plans are kept out of indexes by `X-Robots-Tag`.
    robots = "/robots.txt", "get_robots_txt", String as "text/plain";
}
