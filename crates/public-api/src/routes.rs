//! The whole URL tree.

use actix_web::Scope;
use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, scope};
use web_base::endpoint::Endpoint;
use web_base::problem;

use crate::api::plans::notice::for_people;
use crate::flood::Flood;
use crate::rate_limit::middleware::limit;
use crate::{api, health};

/// A plan for people: its errors are pages too, for those who prefer them.
const PAGE: &str = "/plans/{publicId}";

/// Addresses that name a plan, each with the forms below it: under the exact limit.
fn of_plans() -> Vec<(&'static str, Vec<Endpoint>)> {
    use api::plans;
    vec![
        (
            "/api/plans/{publicId}",
            vec![
                Endpoint::at("").get(plans::show::show),
                Endpoint::at("/calendar.ics").get(plans::calendar::show),
                Endpoint::at("/plan.pdf").get(plans::pdf::show),
                Endpoint::at("/workouts.zip").get(plans::workouts::archive),
                Endpoint::at("/workouts/{workoutId}.fit").get(plans::workouts::file),
            ],
        ),
        (PAGE, vec![Endpoint::at("").get(plans::page::show)]),
    ]
}

/// Every other address: behind the flood guard.
fn of_everything_else() -> Vec<Endpoint> {
    use api::discovery;
    vec![
        Endpoint::at("/").get(discovery::front_page),
        Endpoint::at("/.well-known/agent-skills/index.json").get(discovery::skill_index),
        Endpoint::at("/.well-known/agent-skills/read-plan/SKILL.md").get(discovery::skill),
        Endpoint::at("/.well-known/api-catalog").get(discovery::api_catalog),
        Endpoint::at("/.well-known/openapi.json").get(discovery::openapi),
        Endpoint::at("/api/paces").get(api::paces::show),
        Endpoint::at("/api/plans").get(discovery::plan_addresses),
        Endpoint::at("/docs/public-api").get(discovery::reference),
        Endpoint::at("/docs/style.css").get(discovery::style),
        Endpoint::at("/favicon.svg").get(discovery::icon),
        Endpoint::at("/healthz").get(health::healthz),
        Endpoint::at("/llms.txt").get(discovery::llms),
        Endpoint::at("/readyz").get(health::readyz),
        Endpoint::at("/rels/agent-skill").get(discovery::agent_skill_relation),
        Endpoint::at("/robots.txt").get(discovery::robots),
    ]
}

/// Puts every route into its place.
pub(crate) fn all(tree: &mut ServiceConfig, flood: &Flood) {
    problem::for_framework_errors(tree);
    for (plan, forms) in of_plans() {
        let forms = forms.into_iter().fold(scope(plan), Scope::service);
        let limited = forms.wrap(from_fn(limit));
        if plan == PAGE {
            tree.service(limited.wrap(from_fn(for_people)));
        } else {
            tree.service(limited);
        }
    }
    let rest = scope("").wrap(flood.guard());
    tree.service(
        of_everything_else()
            .into_iter()
            .fold(rest, |scope, route| scope.service(route)),
    );
}

/// Every address there is, for whoever compares it with what is described.
pub fn paths() -> Vec<String> {
    let of_plans = of_plans().into_iter().flat_map(|(plan, forms)| {
        let below = move |form: &Endpoint| format!("{plan}{}", form.path());
        forms.iter().map(below).collect::<Vec<_>>()
    });
    let others = of_everything_else();
    of_plans
        .chain(others.iter().map(|route| route.path().to_owned()))
        .collect()
}
