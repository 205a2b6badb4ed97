//! The documents from which people, programs and agents find out what is here.
//!
//! All of them are made once, at the start, from the service's addresses and its
//! OpenAPI document: that is the one list of what there is, so a form of a plan
//! that is described there is linked from everywhere. No document depends on a
//! request, so that tags and digests hold.

mod catalog;
mod document;
mod forms;
mod links;
mod pages;
mod reference;
mod skill;
mod templates;

use serde::Serialize;

use crate::app::Addresses;
use crate::openapi;

pub(crate) use document::{Document, PAGE_POLICY};
pub(crate) use links::{LinksBesidePlans, with_the_catalog};
pub(crate) use pages::written;
pub(crate) use templates::PlanAddressesBody;

/// Every document there is, ready to be sent.
pub(crate) struct Documents {
    pub(crate) agent_skill_relation: Document,
    pub(crate) api_catalog: Document,
    pub(crate) front_page: Document,
    pub(crate) icon: Document,
    pub(crate) llms: Document,
    pub(crate) openapi: Document,
    pub(crate) plan_addresses: Document,
    pub(crate) reference: Document,
    pub(crate) robots: Document,
    pub(crate) skill: Document,
    pub(crate) skill_index: Document,
    pub(crate) style: Document,
    /// What goes into `Link` beside every form of a plan.
    pub(crate) links: LinksBesidePlans,
}

impl Documents {
    pub(crate) fn of(addresses: &Addresses) -> Self {
        let openapi = openapi::document_at(&addresses.public);
        let description = serde_json::from_str(&openapi)
            .unwrap_or_else(|error| unreachable!("JSON of our own: {error}"));
        let forms = forms::in_document(&description);
        let skill = skill::document(addresses);
        Self {
            agent_skill_relation: pages::agent_skill_relation(addresses),
            api_catalog: catalog::document(addresses),
            front_page: pages::front(addresses, &forms),
            icon: Document::new("image/svg+xml", include_str!("../../assets/favicon.svg")),
            llms: pages::llms(addresses, &forms),
            plan_addresses: templates::document(addresses, &forms),
            reference: reference::document(addresses, &description),
            robots: Document::text(
                include_str!("../../assets/robots.txt").replace("{{ root }}", addresses.path()),
            ),
            skill_index: skill::index(addresses, &skill),
            skill,
            style: Document::new(
                "text/css; charset=utf-8",
                include_str!("../../assets/style.css"),
            ),
            links: LinksBesidePlans::new(addresses, &forms),
            openapi: Document::json(openapi),
        }
    }
}

/// A document of strings and numbers as JSON.
fn to_json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value)
        .unwrap_or_else(|error| unreachable!("a document of strings: {error}"));
    text.push('\n');
    text
}
