//! `GET /api/plans`: there is no list of plans, so the anchor of the catalog
//! says how the address of one is made.

use serde::Serialize;
use utoipa::ToSchema;

use super::forms::PlanForm;
use super::{Document, to_json};
use crate::app::Addresses;

/// How to get from a public id to a plan.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanAddressesBody {
    /// What this is, for people.
    #[schema(value_type = String)]
    description: &'static str,
    /// The forms a plan can be read in.
    templates: Vec<TemplateBody>,
    /// What else to read.
    links: Vec<LinkBody>,
}

/// A form of a plan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TemplateBody {
    /// A URI template (RFC 6570); `publicId` is a ShortId or a slug.
    #[schema(example = "https://plans.example/api/plans/{publicId}{?units}")]
    uri_template: String,
    /// The media type of the answer.
    #[serde(rename = "type")]
    #[schema(example = "application/json")]
    media_type: String,
    /// What it is.
    title: String,
}

/// A link as RFC 8288 has them.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkBody {
    /// How the target is related to this API.
    #[schema(value_type = String, example = "service-desc")]
    rel: &'static str,
    /// The target.
    #[schema(example = "https://plans.example/.well-known/openapi.json")]
    href: String,
    /// Its media type.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "application/json")]
    media_type: &'static str,
}

pub(super) fn document(addresses: &Addresses, forms: &[PlanForm]) -> Document {
    let Addresses { public, .. } = addresses;
    let links = [
        (
            "api-catalog",
            "/.well-known/api-catalog",
            "application/linkset+json",
        ),
        (
            "service-desc",
            "/.well-known/openapi.json",
            "application/json",
        ),
        ("service-doc", "/docs/public-api", "text/html"),
        (
            "service-meta",
            "/.well-known/agent-skills/index.json",
            "application/json",
        ),
        ("status", "/healthz", "application/json"),
    ];
    Document::json(to_json(&PlanAddressesBody {
        description: "Published plans are not listed. Whoever holds a plan's public id puts it \
            into one of the templates.",
        templates: forms
            .iter()
            .map(|form| TemplateBody {
                uri_template: format!("{public}{}", form.template()),
                media_type: form.media_type.clone(),
                title: form.title.clone(),
            })
            .collect(),
        links: links
            .map(|(rel, path, media_type)| LinkBody {
                rel,
                href: format!("{public}{path}"),
                media_type,
            })
            .into(),
    }))
}
