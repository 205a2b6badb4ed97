//! Generations over HTTP: what is asked, what is heard, what comes out.

use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::library::{self, LibraryEntry};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::builders;

use crate::app::{Answer, TestApp, for_each_app};

const DRAFT: &str = "/api/v1/ai-coach/generate-draft";
const PLAN: &str = "/api/v1/ai-coach/generate-plan";

async fn draft(app: &TestApp, members: Value) -> Value {
    let mut request = app.draft_request();
    request
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    app.coach.post(DRAFT, request).await.expect(StatusCode::OK)
}

fn rules<'a>(answer: &'a Value, about: &str) -> Vec<(&'a str, &'a str)> {
    let findings = answer["findings"].as_array().unwrap().iter();
    let about = findings.filter(|finding| finding["field"] == about);
    let told = about.map(|it| {
        (
            it["rule"].as_str().unwrap(),
            it["message"].as_str().unwrap(),
        )
    });
    told.collect()
}

#[test]
fn the_same_request_gives_the_same_draft_and_says_where_it_comes_from() {
    for_each_app(async |app| {
        let first = draft(&app, json!({"weeks": 12, "seed": 7})).await;
        let mut second = draft(&app, json!({"weeks": 12, "seed": 7})).await;
        assert_ne!(first["run_id"], second["run_id"]);
        second["run_id"] = first["run_id"].clone();
        assert_eq!(first, second);
        let provenance = &first["provenance"];
        assert_eq!(provenance["generator"], "rule_based");
        assert_eq!(provenance["seed"], 7);
        assert_eq!(provenance["tokens_used"], 0);
        assert_eq!(provenance["input_hash"].as_str().unwrap().len(), 64);
        let other = draft(&app, json!({"weeks": 12, "seed": 8})).await;
        assert_ne!(other["provenance"]["input_hash"], provenance["input_hash"]);
    });
}

#[test]
fn the_answer_repeats_the_request_with_every_default() {
    for_each_app(async |app| {
        let answer = draft(
            &app,
            json!({"long_run_day": "saturday", "max_minutes": {"Monday": 45}}),
        )
        .await;
        assert_eq!(
            answer["parameters"],
            json!({
                "weeks": 4, "level": "intermediate", "org_id": app.team.org,
                "workout_preference": "ai_generate", "units": "imperial",
                "progression_pattern": "ThreeUpOneDown", "seed": 0,
                "long_run_day": "Sat", "max_minutes": {"Mon": 45},
                "generated_at": "2026-06-01T12:00:00Z",
            })
        );
        assert_eq!(answer["training_principle"], Value::Null);
    });
}

#[test]
fn wishes_are_used_overruled_or_named() {
    for_each_app(async |app| {
        let prompt = "Training for a half marathon. Long run on Saturday. Feed the cat.";
        let heard = draft(&app, json!({"weeks": 10, "additional_prompt": prompt})).await;
        let told = rules(&heard, "additional_prompt");
        let rules_of = told.iter().map(|(rule, _)| *rule).collect::<Vec<_>>();
        assert_eq!(
            rules_of,
            ["wish_used", "wish_used", "wish_not_understood"],
            "{told:?}"
        );
        assert!(told[2].1.contains("Feed the cat"), "{told:?}");
        let text = heard["draft"].as_str().unwrap();
        assert!(text.starts_with("# Half marathon · 10 weeks"), "{text}");
        assert!(text.contains("- Sat: Long"), "{text}");

        let stated = json!({"additional_prompt": "Long run on Saturday.", "long_run_day": "Sun"});
        let stated = draft(&app, stated).await;
        assert_eq!(rules(&stated, "additional_prompt")[0].0, "wish_overruled");
        assert!(stated["draft"].as_str().unwrap().contains("- Sun: Long"));
    });
}

#[test]
fn the_organizations_principle_holds_unless_the_request_brings_its_own() {
    for_each_app(async |app| {
        let path = format!("/api/v1/ai-coach/training-principle/{}", app.team.org);
        let none = app.coach.get(&path).await.expect(StatusCode::OK);
        assert_eq!(none, json!({"training_principle": null}));
        let body = json!({"training_principle": "Long run on Saturday."});
        app.head_coach
            .put(&path, body.clone())
            .await
            .expect(StatusCode::OK);
        assert_eq!(app.coach.get(&path).await.body, body);

        let ours = draft(&app, json!({})).await;
        assert_eq!(ours["training_principle"], "Long run on Saturday.");
        assert!(ours["draft"].as_str().unwrap().contains("- Sat: Long"));
        let own = draft(&app, json!({"training_principle": "Long run on Friday."})).await;
        assert_eq!(own["training_principle"], "Long run on Friday.");
        assert!(own["draft"].as_str().unwrap().contains("- Fri: Long"));
        let blank = draft(&app, json!({"training_principle": "  "})).await;
        assert_eq!(blank["training_principle"], "Long run on Saturday.");
    });
}

#[test]
fn a_principle_is_taken_away_by_a_head_coach_and_says_nothing_that_is_not_seen() {
    for_each_app(async |app| {
        let path = format!("/api/v1/ai-coach/training-principle/{}", app.team.org);
        let body = json!({"training_principle": "Easy days\teasy.\nHard days hard."});
        let set = app.head_coach.put(&path, body.clone()).await;
        assert_eq!(set.expect(StatusCode::OK), body);
        for hidden in ["\u{202e}Easy", "Easy\u{7}"] {
            let body = json!({"training_principle": hidden});
            let refused = app.head_coach.put(&path, body).await;
            refused.expect_problem(422, "invalid_body");
            assert_eq!(refused.pointers(), ["#/training_principle"]);
        }
        let refused = Answer::to(app.coach.request(Method::DELETE, &path)).await;
        refused.expect_problem(403, "role_required");
        for _ in 0..2 {
            let gone = Answer::to(app.head_coach.request(Method::DELETE, &path)).await;
            assert_eq!(gone.status, StatusCode::NO_CONTENT);
        }
        let none = app.coach.get(&path).await.expect(StatusCode::OK);
        assert_eq!(none, json!({"training_principle": null}));
        let without = draft(&app, json!({})).await;
        assert_eq!(without["training_principle"], Value::Null);
    });
}

#[test]
fn where_request_and_draft_differ_the_draft_counts_and_a_finding_says_so() {
    const WEEK: &str = "## Week 1 · Taper\n- Tue: Easy 3 mi\n";
    for_each_app(async |app| {
        let half = json!({"distance": "HalfMarathon", "date": "2026-12-13"});
        // The draft, the request's members, what differs, and what held of them.
        let table = [
            (
                format!(
                    "# Half marathon · 1 week · beginner\nGoal: 2026-12-13\n{WEEK}- Sun: Race day\n"
                ),
                json!({"race": {"distance": "FullMarathon", "date": "2026-12-20"}}),
                vec!["race"],
                json!({"race": half}),
            ),
            (
                format!(
                    "# Half marathon · 1 week · beginner\nGoal: 2026-12-13\n{WEEK}- Sun: Race day\n"
                ),
                json!({"race": {"distance": "HalfMarathon", "target_time": "1:59:00"}}),
                vec![],
                json!({"race": {"distance": "HalfMarathon", "target_time": "1:59:00"}}),
            ),
            (
                format!("# No race · 1 week · intermediate\n{WEEK}"),
                json!({"race": half}),
                vec!["race", "level"],
                json!({"level": "intermediate"}),
            ),
            (
                format!("# No race · 1 week · beginner\nStart: 2027-02-01\n{WEEK}"),
                json!({"start_date": "2027-01-04"}),
                vec!["start_date"],
                json!({"start_date": "2027-02-01"}),
            ),
            (
                WEEK.to_owned(),
                json!({"start_date": "2027-01-04"}),
                vec![],
                json!({"start_date": "2027-01-04"}),
            ),
        ];
        for (text, members, differs, held) in table {
            let mut request = app.plan_request();
            let given = request.as_object_mut().unwrap();
            given.retain(|name, _| name == "org_id");
            given.extend(members.as_object().unwrap().clone());
            request["weeks"] = 1.into();
            request["level"] = "beginner".into();
            request["refined_draft"] = text.clone().into();
            let plan = app.coach.post(PLAN, request).await.expect(StatusCode::OK);
            let findings = plan["findings"].as_array().unwrap().iter();
            let found = findings.filter(|it| it["rule"] == "request_differs");
            let found: Vec<_> = found.map(|it| it["field"].as_str().unwrap()).collect();
            assert_eq!(found, differs, "{text}: {members}");
            let parameters = &plan["parameters"];
            for name in ["race", "start_date"] {
                assert_eq!(parameters.get(name), held.get(name), "{text}: {members}");
            }
            let level = held.get("level").cloned().unwrap_or("beginner".into());
            assert_eq!(parameters["level"], level);
        }
    });
}

#[test]
fn a_preview_shows_what_is_read_and_what_is_not() {
    for_each_app(async |app| {
        let before = app.row_counts();
        let draft = "## Week 1 · Base\n- Mon: off\n- Tue: 5 mi by the river\n- Wed: wibble\n- Thu: 25 min tempo\n";
        let body = json!({"org_id": app.team.org, "weeks": 1, "draft": draft});
        let read = app
            .coach
            .post("/api/v1/ai-coach/parse-draft", body)
            .await
            .expect(StatusCode::OK);
        let workouts = read["weeks"][0]["workouts"].as_array().unwrap();
        let brief = workouts.iter().map(|it| {
            (
                it["line"].as_u64().unwrap(),
                it["day"].as_str().unwrap(),
                it["type"].as_str().unwrap(),
            )
        });
        let expected = [(2, "Mon", "Rest"), (3, "Tue", "Easy"), (5, "Thu", "Tempo")];
        assert_eq!(brief.collect::<Vec<_>>(), expected);
        assert_eq!(workouts[1]["reading"], "Easy 5 mi — by the river");
        assert_eq!(read["unreadable"][0]["line"], 4);
        assert_eq!(read["unreadable"][0]["text"], "- Wed: wibble");
        assert_eq!(app.row_counts(), before);
    });
}

#[test]
fn a_relative_plan_has_days_and_no_dates() {
    for_each_app(async |app| {
        let plan = app
            .coach
            .post(PLAN, app.plan_request())
            .await
            .expect(StatusCode::OK);
        let workouts = plan["workouts"].as_array().unwrap();
        assert_eq!(workouts.len(), 8, "one a training day, no rest");
        let first = &workouts[0];
        assert_eq!((&first["week"], &first["day"]), (&json!(1), &json!("Tue")));
        assert!(first.get("date").is_none());
        assert_eq!(first["target_distance_meters"], 5.0 * 1_609.344);
        assert_eq!(first["phase"], "Base");
        let dated = |finding: &Value| finding.get("date").is_some();
        assert!(!plan["findings"].as_array().unwrap().iter().any(dated));
    });
}

#[test]
fn the_library_is_used_as_the_coach_prefers() {
    for_each_app(async |app| {
        let org = app.team.org;
        let stocked = app.store.write(move |conn| {
            let easy = LibraryEntry {
                name: "River loop".to_owned(),
                level: None,
                workout: Workout::run(WorkoutKind::Easy, Distance::from_miles(5)),
            };
            library::insert(conn, org, &easy, builders::now())
        });
        let river = stocked.await.unwrap().id.to_string();
        let mut request = app.plan_request();
        let ids = |plan: &Value| {
            let workouts = plan["workouts"].as_array().unwrap().iter();
            let ids = workouts.map(|it| it["library_workout_id"].as_str().map(str::to_owned));
            ids.collect::<Vec<_>>()
        };

        request["workout_preference"] = "prefer_existing".into();
        let preferred = app
            .coach
            .post(PLAN, request.clone())
            .await
            .expect(StatusCode::OK);
        let same = ids(&preferred)
            .iter()
            .filter(|id| id.as_deref() == Some(&river))
            .count();
        assert_eq!(
            (same, ids(&preferred).len()),
            (2, 8),
            "only the runs of 5 miles"
        );

        request["workout_preference"] = "strict_existing".into();
        let strict = app.coach.post(PLAN, request).await.expect(StatusCode::OK);
        assert!(ids(&strict).iter().all(|id| id.as_deref() == Some(&river)));
        assert_eq!(ids(&strict).len(), 6, "no long run in the library");
        let findings = strict["findings"].as_array().unwrap().iter();
        let gaps = findings
            .filter(|finding| finding["rule"] == "library_gap")
            .count();
        assert_eq!(gaps, 2);
    });
}

#[test]
fn what_a_draft_of_the_library_is_told_is_about_that_draft() {
    for_each_app(async |app| {
        let org = app.team.org;
        let stocked = app.store.write(move |conn| {
            let long = LibraryEntry {
                name: "Ridge".to_owned(),
                level: None,
                workout: Workout::run(WorkoutKind::LongRun, Distance::from_miles(10)),
            };
            library::insert(conn, org, &long, builders::now())
        });
        stocked.await.unwrap();
        let members = json!({
            "weeks": 8, "race": {"distance": "HalfMarathon", "date": "2027-03-14"},
            "workout_preference": "strict_existing",
        });
        let drafted = draft(&app, members.clone()).await;
        let mut request = app.draft_request();
        let members = members.as_object().unwrap().clone();
        request.as_object_mut().unwrap().extend(members);
        request["refined_draft"] = drafted["draft"].clone();
        let plan = app.coach.post(PLAN, request).await.expect(StatusCode::OK);
        let measured = |answer: &Value| {
            let findings = answer["findings"].as_array().unwrap().iter();
            let measured = findings.filter(|finding| finding.get("measured").is_some());
            measured.cloned().collect::<Vec<_>>()
        };
        assert_eq!(measured(&drafted), measured(&plan));
        // Ten miles each week, and no word of growing too fast.
        let rules: Vec<_> = measured(&plan)
            .iter()
            .map(|it| it["rule"].as_str().unwrap().to_owned())
            .collect();
        assert!(rules.contains(&"taper".to_owned()), "{rules:?}");
        assert!(!rules.contains(&"run_spike".to_owned()), "{rules:?}");
    });
}

#[test]
fn metric_drafts_are_written_in_kilometers() {
    for_each_app(async |app| {
        let metric = draft(&app, json!({"units": "metric", "weekly_distance": 30})).await;
        let text = metric["draft"].as_str().unwrap();
        assert!(text.contains(" km") && !text.contains(" mi\n"), "{text}");
    });
}
