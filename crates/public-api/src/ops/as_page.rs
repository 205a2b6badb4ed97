//! A plan as a page: which other forms it has, and what each of them carries.

use plan_core::plan::ShortId;
use plan_core::resolved::ResolvedPlan;
use plan_core::units::DistanceUnit;
use plan_export::calendar;
use plan_export::fidelity::Fidelity;
use plan_export::fit;
use plan_export::json::{self, Identity, PlanBody, Units};
use plan_export::page::{self, Export, Link, Surroundings};
use plan_export::pdf;

use crate::app::Addresses;

/// The page, in the plan's own units where none were asked for.
pub(super) fn as_page(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    units: Option<Units>,
    addresses: &Addresses,
) -> Result<Vec<u8>, String> {
    let units = units.unwrap_or(match plan.base().settings().unit {
        DistanceUnit::Mile => Units::Miles,
        DistanceUnit::Kilometer => Units::Metric,
    });
    let body = json::public(identity, plan, units);
    let site = Site::of(addresses);
    let around = Surroundings {
        public_url: &addresses.public,
        prefix: site.prefix,
        exports: identity
            .public_id
            .map(|id| site.exports(id, plan, &body))
            .unwrap_or_default(),
        for_programs: site.for_programs(),
    };
    page::render(&body, &around)
        .map(String::into_bytes)
        .map_err(|error| error.to_string())
}

/// Addresses without a host hold behind any proxy and on any name the service is
/// reached by; only a calendar is given the whole of its own, because it is carried
/// elsewhere.
struct Site<'a> {
    /// What comes before every path: usually nothing.
    prefix: &'a str,
    /// The whole of it.
    public: &'a str,
}

impl<'a> Site<'a> {
    fn of(addresses: &'a Addresses) -> Self {
        let address = addresses.public.as_str();
        let behind_scheme = address.find("://").map_or(0, |at| at + 3);
        let prefix = address[behind_scheme..].find('/');
        Self {
            prefix: prefix.map_or("", |at| &address[behind_scheme + at..]),
            public: address,
        }
    }

    fn exports(&self, id: ShortId, plan: &ResolvedPlan<'_>, body: &PlanBody) -> Vec<Export> {
        let api = format!("{}/api/plans/{id}", self.prefix);
        let watch = Export {
            name: "Watch",
            about: "Every run as a workout file (FIT) for Garmin watches and what reads their files.",
            links: vec![form(
                "All workouts, a ZIP archive",
                format!("{api}/workouts.zip"),
                "application/zip",
            )],
            fidelity: fit::fidelity_of_all(plan),
        };
        let data = Export {
            name: "Data",
            about: "The whole plan as JSON, for programs and agents.",
            links: vec![
                form("JSON in miles", api.clone(), "application/json"),
                form(
                    "JSON in kilometers too",
                    format!("{api}?units=metric"),
                    "application/json",
                ),
            ],
            fidelity: Fidelity::Exact,
        };
        let paper = Export {
            name: "Paper",
            about: "To print and tick off: the chart, the paces, and a table for each week.",
            links: vec![
                form("PDF, A4", format!("{api}/plan.pdf"), pdf::MEDIA_TYPE),
                form(
                    "PDF, US Letter",
                    format!("{api}/plan.pdf?paper=letter"),
                    pdf::MEDIA_TYPE,
                ),
            ],
            fidelity: pdf::fidelity(body),
        };
        vec![self.calendar(id, plan), watch, paper, data]
    }

    /// The whole of its address, because it is carried into another program.
    fn calendar(&self, id: ShortId, plan: &ResolvedPlan<'_>) -> Export {
        let feed = format!("{}/api/plans/{id}/calendar.ics", self.public);
        let form = |label, query| form(label, format!("{feed}{query}"), "text/calendar");
        Export {
            name: "Calendar",
            about: "To subscribe to: the workouts among your other days, changes included.",
            links: vec![
                form("All-day events", ""),
                form("At 6:30 and 18:00", "?at=06:30&pm=18:00"),
                form(
                    "For others: only that you are busy",
                    "?feed=busy&at=06:30&pm=18:00",
                ),
            ],
            fidelity: calendar::fidelity(plan, &calendar::Options::default()),
        }
    }

    fn for_programs(&self) -> Vec<Link> {
        let at = |label, path| Link {
            label,
            href: format!("{}{path}", self.prefix),
            media_type: None,
        };
        vec![
            at(
                "A skill that teaches an agent to read plans",
                "/.well-known/agent-skills/read-plan/SKILL.md",
            ),
            at("Everything there is", "/.well-known/api-catalog"),
            at("OpenAPI", "/.well-known/openapi.json"),
            at("Reference", "/docs/public-api"),
        ]
    }
}

fn form(label: &'static str, href: String, media_type: &'static str) -> Link {
    Link {
        label,
        href,
        media_type: Some(media_type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_with_what_the_public_address_ends_with() {
        for (public, prefix) in [
            ("https://plans.example", ""),
            ("http://127.0.0.1:8081", ""),
            ("https://club.example/strata", "/strata"),
        ] {
            let addresses = Addresses {
                public: public.to_owned(),
                coach: None,
            };
            assert_eq!(Site::of(&addresses).prefix, prefix);
        }
    }
}
