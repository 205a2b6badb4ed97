//! The members of a published plan: a committed list, so that another one is a
//! decision and not an accident.

use std::collections::BTreeSet;

use plan_core::overlay::{OperationKind, Overlay, OverlayId, Redistribution, Scope};
use plan_core::plan::{BasePlan, PlanSettings};
use plan_core::units::{Duration, Pace, Percent};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget};
use serde_json::Value;
use test_support::TestDatabase;

use crate::sample::{self, day};
use crate::test_app::TestApp;

/// The sample by feel: no fitness is known.
fn by_feel() -> BasePlan {
    let base = sample::plan();
    let settings = PlanSettings {
        vdot: None,
        race: None,
        ..base.settings().clone()
    };
    BasePlan::new(settings, base.weeks().to_vec()).unwrap()
}

/// The sample with every way to say how hard a step is.
fn with_every_target() -> BasePlan {
    let base = sample::plan();
    let mut weeks = base.weeks().to_vec();
    let ten = sample::ten_kilometers();
    let pace = Pace::from_milliseconds_per_kilometer(300_000);
    let targets = [
        StepTarget::Pace {
            pace,
            unit: plan_core::units::DistanceUnit::Kilometer,
        },
        StepTarget::RacePace(ten),
        StepTarget::Share {
            percent: Percent::from_tenths(950),
            of: ten,
        },
        StepTarget::Open,
    ];
    weeks[0].workouts[2].workout.steps = targets
        .map(|target| {
            let length = StepLength::Time(Duration::from_minutes(5));
            Step::Once(Segment::new(StepRole::Work, length, target))
        })
        .into();
    BasePlan::new(base.settings().clone(), weeks).unwrap()
}

#[actix_web::test]
async fn a_published_plan_has_these_members_and_no_other() {
    let database = TestDatabase::sqlite().await;
    let app = TestApp::spawn(&database).await;
    let mut members = BTreeSet::new();
    for base in [sample::plan(), by_feel(), with_every_target()] {
        let (mut plan, id) = app.writer.published(base.clone()).await;
        let mut kinds = sample::every_layer(&base);
        kinds.push(OperationKind::Add(Overlay::Redistribution(
            Redistribution {
                source: OverlayId(2),
                scope: Scope::UntilDate(day(30)),
                created_on: day(9),
            },
        )));
        for kind in kinds {
            app.writer.perform(&mut plan, kind).await;
        }
        for query in ["", "?units=metric"] {
            collect(
                &app.anon.plan(&format!("{id}{query}")).await,
                "",
                &mut members,
            );
        }
    }
    // May anyone see what is new here?
    insta::assert_snapshot!(members.into_iter().collect::<Vec<_>>().join("\n"));
}

fn collect(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}/{name}");
                collect(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, found)),
        _ => {}
    }
}
