//! The API catalog: RFC 9727, a linkset of RFC 9264.

use actix_web::http::header::LINK;
use serde_json::{Value, json};

use super::links;
use super::{Document, to_json};
use crate::app::Addresses;

const MEDIA_TYPE: &str =
    "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

/// What there is here, and at the coach's service where its address is known.
pub(super) fn document(addresses: &Addresses) -> Document {
    // One canonical address of itself, whatever name it was asked for by.
    Document::new(MEDIA_TYPE, to_json(&linkset(addresses)))
        .with(LINK, links::catalog(&addresses.public))
}

fn linkset(addresses: &Addresses) -> Value {
    let Addresses { public, coach } = addresses;
    let mut items = vec![target(format!("{public}/api/plans"), "application/json")];
    let mut contexts = vec![json!({
        "anchor": format!("{public}/api/plans"),
        "service-desc": [target(format!("{public}/.well-known/openapi.json"), "application/json")],
        "service-doc": [{
            "href": format!("{public}/docs/public-api"),
            "type": "text/html",
            "hreflang": ["en"],
        }],
        "service-meta": [
            target(format!("{public}/.well-known/agent-skills/index.json"), "application/json"),
        ],
        "status": [target(format!("{public}/healthz"), "application/json")],
        format!("{public}/rels/agent-skill"): [
            target(
                format!("{public}/.well-known/agent-skills/read-plan/SKILL.md"),
                "text/markdown",
            ),
        ],
    })];
    if let Some(coach) = coach {
        items.push(target(format!("{coach}/api/v1"), "application/json"));
        contexts.push(json!({
            "anchor": format!("{coach}/api/v1"),
            "service-desc": [target(format!("{coach}/.well-known/openapi.json"), "application/json")],
            "status": [target(format!("{coach}/healthz"), "application/json")],
        }));
    }
    contexts.insert(
        0,
        json!({"anchor": format!("{public}/.well-known/api-catalog"), "item": items}),
    );
    json!({ "linkset": contexts })
}

fn target(href: String, media_type: &str) -> Value {
    json!({"href": href, "type": media_type})
}
