//! Worlds that differ in what is private and in nothing else.

use chrono::NaiveDate;
use plan_core::overlay::{BodyPart, Injury, OperationKind, Overlay};
use plan_core::plan::{BasePlan, WorkoutId};
use plan_core::units::Distance;
use plan_core::workout::{Step, Workout, WorkoutKind};
use plan_store::library::{self, LibraryEntry};
use plan_store::operations::{self, NewOperation};
use plan_store::organizations;
use plan_store::plans::{self, NewPlan};
use plan_store::tokens::{self, NewToken, Scopes};
use plan_store::{audit, principles, publishing};
use test_support::builders::{Team, now};
use test_support::{Engine, TestDatabase, for_each_database};

use super::columns::private_texts;
use crate::client::{Answer, Reader};
use crate::representations;
use crate::sample::{self, day};
use crate::test_app::{Served, serve};

/// The public id of the plan in every world.
const ID: &str = "Ab3dE5g";

/// What tells worlds apart.
struct World {
    /// In every private text.
    secret: &'static str,
    /// Of the injury.
    severity: u8,
    /// How far the run was to be that the injury takes away whole, in miles.
    planned: u16,
}

const FIRST: World = World {
    secret: "XYZZY",
    severity: 1,
    planned: 5,
};

/// A plan with every layer, in a database with something in every column.
async fn build(database: &TestDatabase, world: &World) -> Served {
    let (base, kinds) = plan_of(world);
    let secret = world.secret;
    let store = database.store();
    let plan = store
        .write(move |conn| {
            let zone = Some(if secret == FIRST.secret {
                "Indian/Kerguelen"
            } else {
                "Asia/Urumqi"
            });
            let other = organizations::create(conn, &format!("{secret} other club"), zone, now())?;
            let team = Team::create(conn, &format!("{secret}-club"))?;
            principles::put(
                conn,
                team.org,
                &format!("{secret} principle"),
                team.coach,
                now(),
            )?;
            let token = NewToken {
                org_id: team.org,
                person_id: team.coach,
                name: format!("{secret} token"),
                scopes: Scopes::all(),
                expires_at: None,
            };
            tokens::create(conn, token, now())?;
            let shelved = Workout::run(WorkoutKind::Easy, Distance::from_miles(4));
            let entry = LibraryEntry {
                name: format!("{secret} shelf"),
                level: None,
                workout: Workout {
                    note: Some(format!("{secret} shelf note")),
                    description: Some(format!("{secret} shelf description")),
                    ..every_text(shelved, secret)
                },
            };
            library::insert(conn, team.org, &entry, now())?;
            let plan = plans::create(
                conn,
                NewPlan {
                    org_id: team.org,
                    created_by: team.coach,
                    athlete_id: Some(team.athlete),
                    display_name: "Spring 10K".to_owned(),
                    time_zone: Some("Pacific/Auckland".to_owned()),
                    base,
                },
                now(),
            )?;
            let mut version = plan.version;
            for kind in kinds {
                let operation = NewOperation {
                    actor: team.coach,
                    kind,
                    note: Some(format!("{secret} injury note")),
                };
                version = operations::append(conn, plan.id, version, operation, now())?.version;
            }
            let slug = format!("{}-slug", secret.to_lowercase()).parse()?;
            publishing::publish(conn, plan.id, version, Some(&slug), now())?;
            let entry = audit::AuditEntry {
                org_id: other.id,
                actor: team.coach,
                action: format!("{secret} action"),
                object: plan.id.to_string(),
                before_version: None,
                after_version: None,
                request_id: Some(format!("{secret}-request")),
                at: now(),
            };
            audit::append(conn, &[entry])?;
            Ok::<_, Failed>((team, plan.id))
        })
        .await
        .unwrap_or_else(|error| panic!("{}", error.0));
    let (team, plan) = plan;
    let (org, person) = (team.org, team.coach);
    let bytes = match database.engine() {
        Engine::Sqlite => "X'4d41524b45522d68617368'",
        Engine::Postgres => "'\\x4d41524b45522d68617368'",
    };
    let run = format!("{secret}-run");
    database
        .execute(&format!(
            "UPDATE plans SET short_id = '{ID}' WHERE id = '{plan}';
             INSERT INTO runs (id, org_id, person_id, kind, state, request_hash, result, created_at,
                 idempotency_key, owner, deadline)
             VALUES ('{run}', '{org}', '{person}', 'draft', 'finished', {bytes}, '{secret} result', 1,
                 '{secret} key', '{secret} owner', 1);
             INSERT INTO run_requests (run_id, document) VALUES ('{run}', '{secret} prompt');
             INSERT INTO run_events (run_id, sequence, document) VALUES ('{run}', 1, '{secret} event');
             INSERT INTO run_tokens (run_id, tokens) VALUES ('{run}', 7);
             INSERT INTO run_weeks (run_id, week, document) VALUES ('{run}', 1, '{secret} week');
             INSERT INTO token_days (org_id, day, tokens) VALUES ('{org}', '1999-12-31', 7);
             INSERT INTO token_reservations (id, run_id, org_id, day, tokens)
             VALUES ('{secret}-reservation', '{run}', '{org}', '1999-12-31', 7);"
        ))
        .unwrap();
    serve(database, |config| {
        config.rate_limit = 10_000;
        config.public_url = Some("https://plans.example".to_owned());
    })
}

/// Carries every error of building a world.
struct Failed(String);

impl<E: std::fmt::Display> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// The sample with every layer, and in addition an injury that rests one run whole.
fn plan_of(world: &World) -> (BasePlan, Vec<OperationKind>) {
    let base = sample::plan();
    let rested = day(29);
    let mut weeks = base.weeks().to_vec();
    for planned in weeks.iter_mut().flat_map(|week| &mut week.workouts) {
        if planned.date == rested {
            planned.workout.distance = Some(Distance::from_miles(world.planned));
        }
        planned.workout = every_text(planned.workout.clone(), world.secret);
    }
    let base = BasePlan::new(base.settings().clone(), weeks).unwrap();
    let injury = |text: &str, severity, from: NaiveDate, to| {
        let part = BodyPart::new(&format!("{} {text}", world.secret)).unwrap();
        let injury = Injury::new(part, severity, from, Some(to)).unwrap();
        OperationKind::Add(Overlay::Injury(injury))
    };
    let mut kinds = sample::every_layer(&base);
    for kind in &mut kinds {
        if let OperationKind::Add(Overlay::Injury(_)) = kind {
            *kind = injury("Achilles", world.severity.into(), day(23), day(24));
        }
    }
    kinds.push(injury("shin", 7, rested, rested));
    (base, kinds)
}

/// A workout with something in every text that is not for the public.
fn every_text(workout: Workout, secret: &str) -> Workout {
    // Without `..`: a new member is a question to whoever adds it.
    let Workout {
        kind,
        name: _,
        distance,
        distance_from,
        distance_is_estimated,
        duration,
        zone,
        run_walk,
        warm_up,
        cool_down,
        mut steps,
        note: _,
        description,
        library_id: _,
    } = workout;
    for step in &mut steps {
        let segments = match step {
            Step::Once(segment) => std::slice::from_mut(segment),
            Step::Repeat { segments, .. } => segments.as_mut_slice(),
        };
        for segment in segments {
            segment.note = Some(format!("{secret} step"));
        }
    }
    Workout {
        kind,
        name: Some(format!("{secret} headline")),
        distance,
        distance_from,
        distance_is_estimated,
        duration,
        zone,
        run_walk,
        warm_up,
        cool_down,
        steps,
        // Told to the runner, so the same in every world.
        note: Some("past the mill".to_owned()),
        description: description
            .or_else(|| (kind == WorkoutKind::Tempo).then(|| "Along the river.".to_owned())),
        library_id: Some(format!("{secret}-library-id")),
    }
}

#[test]
fn no_private_text_of_the_database_is_in_any_form_of_a_plan_or_document() {
    for_each_database(async |database| {
        let (anon, _handle) = build(&database, &FIRST).await;
        let mut told: Vec<(String, String)> = Vec::new();
        for (address, answer) in representations::of_plan(&anon, ID).await {
            told.push((address, answer.searchable()));
        }
        for path in public_api::routes::paths() {
            if !path.contains('{') {
                let answer = anon.get(&path).await.stripped();
                told.push((path, answer.searchable()));
            }
        }
        let mut looked_for = 0;
        for (place, texts) in private_texts(&database) {
            for text in texts {
                assert!(
                    text.len() > 4,
                    "{place} holds {text:?}, which is too short to be found"
                );
                let text = text.to_lowercase();
                let without_hyphens = text.replace('-', "");
                for (address, told) in &told {
                    let is_told = told.contains(&text) || told.contains(&without_hyphens);
                    assert!(!is_told, "{address} tells {place}: {text}");
                }
                looked_for += 1;
            }
        }
        assert!(looked_for > 60, "{looked_for}");
        for (address, told) in &told {
            assert!(!told.contains("xyzzy"), "{address}");
        }
    });
}

/// The forms of the plan that tell two worlds apart, by a header or a byte.
async fn differing(one: &World, other: &World) -> Vec<String> {
    let databases = [TestDatabase::sqlite().await, TestDatabase::sqlite().await];
    let (first, _handle) = build(&databases[0], one).await;
    let (second, _other_handle) = build(&databases[1], other).await;
    let forms = async |anon: &Reader| {
        let mut forms = representations::of_plan(anon, ID).await;
        for (form, answer) in &mut forms {
            if form.contains("feed=busy") {
                without_chance(answer);
            }
        }
        forms
    };
    let (first, second) = (forms(&first).await, forms(&second).await);
    assert!(first.keys().eq(second.keys()));
    let told_apart = first
        .iter()
        .filter(|(form, answer)| **answer != second[*form]);
    told_apart.map(|(form, _)| form.clone()).collect()
}

/// The events of the busy feed have names by chance, so that they lead to no plan: other
/// ones in each database, as the ids that they are worked out from.
fn without_chance(answer: &mut Answer) {
    let text = answer.text();
    let name = text
        .split_once("UID:")
        .and_then(|(_, rest)| rest.split_once('-'))
        .map(|(name, _)| name.to_owned());
    if let Some(name) = name {
        answer.body = text.replace(&name, "NAME").into_bytes();
        answer.headers.remove("etag");
    }
}

async fn assert_same(one: &World, other: &World) {
    let differing = differing(one, other).await;
    assert!(
        differing.is_empty(),
        "two worlds are told apart by {differing:?}"
    );
}

#[actix_web::test]
async fn what_an_injury_leaves_of_a_run_is_public_in_every_form_that_shows_runs() {
    let rested = World {
        severity: 8,
        ..FIRST
    };
    let differing = differing(&FIRST, &rested).await;
    for form in ["/api/plans/ID", "/plans/ID", "/api/plans/ID/plan.pdf"] {
        assert!(
            differing.iter().any(|it| it == form),
            "{form}: {differing:?}"
        );
    }
}

#[actix_web::test]
async fn worlds_with_other_private_texts_are_the_same_in_every_form() {
    let other = World {
        secret: "ELSEWHERE",
        ..FIRST
    };
    assert_same(&FIRST, &other).await;
}

#[actix_web::test]
async fn how_badly_somebody_is_hurt_shows_in_no_form() {
    let worse = World {
        severity: 3,
        ..FIRST
    };
    assert_same(&FIRST, &worse).await;
}

#[actix_web::test]
async fn how_far_somebody_would_have_run_without_an_injury_shows_in_no_form() {
    let longer = World {
        planned: 8,
        ..FIRST
    };
    assert_same(&FIRST, &longer).await;
}

#[test]
fn the_worlds_differ_where_they_should() {
    let (base, _) = plan_of(&FIRST);
    let (other, _) = plan_of(&World {
        planned: 8,
        ..FIRST
    });
    let id = WorkoutId::Generated(30);
    let planned = |base: &BasePlan| base.workout(id).unwrap().workout.distance;
    assert_eq!(base.workout(id).unwrap().date, day(29));
    assert_ne!(planned(&base), planned(&other));
}
