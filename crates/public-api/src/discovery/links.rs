//! `Link` headers (RFC 8288): how somebody who holds one answer finds the others.

use std::collections::BTreeMap;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LINK};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use plan_core::plan::PublicId;

use super::forms::{PUBLIC_ID, PlanForm, without_parameters};
use crate::app::{Addresses, App};

/// The links beside every form of a plan.
pub(crate) struct LinksBesidePlans {
    /// By the media type of a form, which no two forms share; with the plan's id to
    /// be put in.
    by_media_type: BTreeMap<String, String>,
    catalog: HeaderValue,
}

impl LinksBesidePlans {
    pub(super) fn new(addresses: &Addresses, forms: &[PlanForm]) -> Self {
        let root = addresses.path();
        let everywhere = [
            (
                "/.well-known/openapi.json",
                "service-desc",
                "application/json",
            ),
            ("/docs/public-api", "service-doc", "text/html"),
            (
                "/.well-known/agent-skills/read-plan/SKILL.md",
                "describedby",
                "text/markdown",
            ),
        ]
        .map(|(path, relation, media_type)| link(&format!("{root}{path}"), relation, media_type));
        let by_media_type = forms.iter().map(|form| {
            let others = forms
                .iter()
                .filter(|other| other.is_of_the_whole_plan() && other.path != form.path)
                .map(|other| {
                    link(
                        &format!("{root}{}", other.path),
                        "alternate",
                        &other.media_type,
                    )
                });
            let links: Vec<_> = others.chain(everywhere.iter().cloned()).collect();
            (form.media_type.clone(), links.join(", "))
        });
        Self {
            by_media_type: by_media_type.collect(),
            catalog: catalog(root),
        }
    }

    /// The links beside a form of a plan, by the name the plan was asked for.
    pub(crate) fn beside(&self, media_type: &str, plan: &PublicId) -> Option<HeaderValue> {
        let links = self.by_media_type.get(without_parameters(media_type))?;
        HeaderValue::from_str(&links.replace(PUBLIC_ID, &plan.to_string())).ok()
    }
}

fn link(target: &str, relation: &str, media_type: &str) -> String {
    format!("<{target}>; rel=\"{relation}\"; type=\"{media_type}\"")
}

/// The link to the catalog, below `root`.
pub(super) fn catalog(root: &str) -> HeaderValue {
    // An address from the configuration has no character a header refuses.
    HeaderValue::from_str(&format!(
        "<{root}/.well-known/api-catalog>; rel=\"api-catalog\""
    ))
    .unwrap_or_else(|_| HeaderValue::from_static("</.well-known/api-catalog>; rel=\"api-catalog\""))
}

/// Adds the way to the catalog to everything that is answered with 200.
pub(crate) async fn with_the_catalog<B: MessageBody>(
    app: web::Data<App>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    if response.status() == StatusCode::OK {
        let is_there = |link: &HeaderValue| link.as_bytes().ends_with(b"rel=\"api-catalog\"");
        let headers = response.headers_mut();
        if !headers.get_all(LINK).any(is_there) {
            headers.append(LINK, app.documents.links.catalog.clone());
        }
    }
    Ok(response)
}
