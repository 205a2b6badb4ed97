//! Pages and texts that are the same for everyone.

use askama::Template;

use super::Document;
use super::forms::PlanForm;
use crate::app::Addresses;

#[derive(Template)]
#[template(path = "front.html")]
struct Front<'a> {
    root: &'a str,
    base: &'a str,
    forms: &'a [PlanForm],
    coach: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "relation.html")]
struct Relation<'a> {
    root: &'a str,
}

#[derive(Template)]
#[template(path = "llms.txt")]
struct Llms<'a> {
    base: &'a str,
    forms: &'a [PlanForm],
    coach: Option<&'a str>,
}

/// What somebody sees who comes without an id.
pub(super) fn front(addresses: &Addresses, forms: &[PlanForm]) -> Document {
    Document::page(written(&Front {
        root: addresses.path(),
        base: &addresses.public,
        forms,
        coach: addresses.coach.as_deref(),
    }))
}

/// What the catalog's own relation means.
pub(super) fn agent_skill_relation(addresses: &Addresses) -> Document {
    Document::page(written(&Relation {
        root: addresses.path(),
    }))
}

/// The front page for language models.
pub(super) fn llms(addresses: &Addresses, forms: &[PlanForm]) -> Document {
    Document::text(written(&Llms {
        base: &addresses.public,
        forms,
        coach: addresses.coach.as_deref(),
    }))
}

/// A template of strings into a string: nothing can fail but memory.
pub(crate) fn written(template: &impl Template) -> String {
    let mut text = template
        .render()
        .unwrap_or_else(|error| unreachable!("a template of strings: {error}"));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
