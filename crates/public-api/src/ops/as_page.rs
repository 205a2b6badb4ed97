//! A plan as a page: which other forms it has, and what each of them carries.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use plan_core::plan::ShortId;
use plan_core::resolved::{ResolvedPlan, ResolvedWorkout};
use plan_export::calendar;
use plan_export::fidelity::Fidelity;
use plan_export::fit;
use plan_export::json::{self, Identity, PlanBody, Units};
use plan_export::page::{self, Export, Link, Surroundings, WatchFile};
use plan_export::pdf;

use crate::app::Addresses;

/// The page as it is on a day, in the plan's own units where none were asked for.
pub(super) fn as_page(
    identity: &Identity<'_>,
    plan: &ResolvedPlan<'_>,
    units: Option<Units>,
    today: NaiveDate,
    addresses: &Addresses,
) -> Result<Vec<u8>, String> {
    let units = units.unwrap_or_else(|| plan.base().unit().into());
    let body = json::public(identity, plan, units);
    let site = Site::of(addresses);
    let around = Surroundings {
        public_url: &addresses.public,
        prefix: site.prefix,
        exports: identity
            .public_id
            .map(|id| site.exports(id, plan, &body))
            .unwrap_or_default(),
        watch_files: identity
            .public_id
            .map(|id| site.watch_files(id, plan))
            .unwrap_or_default(),
        for_programs: site.for_programs(),
    };
    page::render(&body, &around, today)
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
        Self {
            prefix: addresses.path(),
            public: &addresses.public,
        }
    }

    fn exports(&self, id: ShortId, plan: &ResolvedPlan<'_>, body: &PlanBody) -> Vec<Export> {
        let api = format!("{}/api/plans/{id}", self.prefix);
        let units = query_of(body);
        let watch = Export {
            name: "Watch",
            about: "Every run as a workout file (FIT) for Garmin watches and what reads their files.",
            links: vec![form(
                "All workouts, a ZIP archive",
                format!("{api}/workouts.zip"),
                "application/zip",
            )],
            fidelity: fit::fidelity_of_all(plan),
            at_the_top: Some("Watch"),
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
            at_the_top: None,
        };
        let paper = Export {
            name: "Paper",
            about: "To print and tick off: the chart, the paces, and a table for each week.",
            links: vec![
                form(
                    "PDF, A4",
                    format!("{api}/plan.pdf?{units}"),
                    pdf::MEDIA_TYPE,
                ),
                form(
                    "PDF, US Letter",
                    format!("{api}/plan.pdf?{units}&paper=letter"),
                    pdf::MEDIA_TYPE,
                ),
            ],
            fidelity: pdf::fidelity(body),
            at_the_top: Some("Print"),
        };
        let [calendar, busy] = self.calendars(id, plan, body);
        vec![calendar, busy, watch, paper, data]
    }

    /// The feed of the runner, and the one for everybody else. The whole of the
    /// address, because it is carried into another program; `webcal` is how
    /// browsers hand it over.
    fn calendars(&self, id: ShortId, plan: &ResolvedPlan<'_>, body: &PlanBody) -> [Export; 2] {
        let feed = format!("{}/api/plans/{id}/calendar.ics", self.public);
        let whole = format!("{feed}?{}", query_of(body));
        let busy = format!("{feed}?feed=busy&at=06:30&pm=18:00");
        let subscribe = |feed: &str| Link {
            label: "Subscribe",
            href: feed
                .replacen("http", "webcal", 1)
                .replacen("webcals", "webcal", 1),
            media_type: None,
        };
        let unit = body.units().distance_unit();
        let carried = |audience| {
            let options = calendar::Options {
                audience,
                unit: Some(unit),
                ..calendar::Options::default()
            };
            calendar::fidelity(plan, &options)
        };
        [
            Export {
                name: "Calendar",
                about: "The workouts among your other days. A subscription follows every change.",
                links: vec![
                    subscribe(&whole),
                    form("All-day events", whole.clone(), "text/calendar"),
                    form(
                        "At 6:30 and 18:00",
                        format!("{whole}&at=06:30&pm=18:00"),
                        "text/calendar",
                    ),
                ],
                fidelity: carried(calendar::Audience::Runner),
                at_the_top: Some("Calendar"),
            },
            Export {
                name: "Calendar for others",
                about: "When you are out running, and nothing else: for colleagues and family.",
                links: vec![
                    subscribe(&busy),
                    form("Busy times", busy.clone(), "text/calendar"),
                ],
                fidelity: carried(calendar::Audience::Others),
                at_the_top: None,
            },
        ]
    }

    /// The file of each workout that a watch can be told.
    fn watch_files(&self, id: ShortId, plan: &ResolvedPlan<'_>) -> BTreeMap<String, WatchFile> {
        let of = |workout: &ResolvedWorkout<'_>| {
            let fidelity = fit::fidelity(plan, workout);
            let id_of_workout = workout.id.to_string();
            let href = format!(
                "{}/api/plans/{id}/workouts/{id_of_workout}.fit",
                self.prefix
            );
            let is_possible = !matches!(fidelity, Fidelity::Unsupported(_));
            is_possible.then_some((id_of_workout, WatchFile { href, fidelity }))
        };
        plan.workouts().filter_map(of).collect()
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

/// A form is first shown in the units of the page it is linked from.
fn query_of(body: &PlanBody) -> &'static str {
    match body.units() {
        Units::Miles => "units=miles",
        Units::Metric => "units=metric",
    }
}

fn form(label: &'static str, href: String, media_type: &'static str) -> Link {
    Link {
        label,
        href,
        media_type: Some(media_type),
    }
}
