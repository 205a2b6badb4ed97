//! Plans over HTTP: made from workouts, listed, changed, published, erased.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::for_each_app;

fn find<'a>(plan: &'a Value, id: &str) -> &'a Value {
    let weeks = plan["weeks"].as_array().unwrap();
    let mut workouts = weeks
        .iter()
        .flat_map(|week| week["workouts"].as_array().unwrap());
    workouts.find(|workout| workout["id"] == id).unwrap()
}

#[test]
fn what_generate_plan_answers_can_be_sent_on_as_it_is() {
    for_each_app(async |app| {
        let mut request = app.plan_request();
        let draft = crate::app::DRAFT
            .replacen(
                "- Wed: Easy 4 mi",
                "- Wed: 6 x 600 m @ 5K pace; jog 400 m",
                1,
            )
            .replacen(
                "- Fri: Easy 3 mi",
                "- Fri: Tempo 4 mi: 1 mi warm-up, 2 mi @ T, 1 mi cool-down",
                1,
            );
        request["refined_draft"] = draft.into();
        let generated = app
            .coach
            .post("/api/v1/ai-coach/generate-plan", request)
            .await;
        let generated = generated.expect(StatusCode::OK);
        let made = async |source: Value| {
            let mut body = json!({
                "orgId": app.team.org, "displayName": "Two weeks", "startDate": "2026-06-01",
            });
            body.as_object_mut()
                .unwrap()
                .extend(source.as_object().unwrap().clone());
            let mut made = app
                .coach
                .post("/api/v1/plans", body)
                .await
                .expect(StatusCode::CREATED);
            made["plan"]["weeks"].take()
        };
        let from_run = made(json!({"runId": generated["run_id"]})).await;
        let from_workouts = made(json!({"workouts": generated["workouts"]})).await;
        let brief = |weeks: &Value| {
            let weeks = weeks.as_array().unwrap();
            let workouts = weeks
                .iter()
                .flat_map(|week| week["workouts"].as_array().unwrap());
            let brief = workouts.map(|it| {
                [
                    "date",
                    "type",
                    "targetDistanceMiles",
                    "steps",
                    "warmUpDuration",
                ]
                .map(|name| it[name].clone())
            });
            brief.collect::<Vec<_>>()
        };
        assert_eq!(brief(&from_workouts), brief(&from_run));
    });
}

#[test]
fn a_relative_plan_ends_with_its_race_whatever_day_it_starts_on() {
    for_each_app(async |app| {
        let mut request = app.draft_request();
        request["race"] = json!({"distance": "TenK"});
        let drafted = app.coach.post("/api/v1/ai-coach/generate-draft", request);
        let drafted = drafted.await.expect(StatusCode::OK);
        let mut request = app.draft_request();
        request["race"] = json!({"distance": "TenK"});
        request["refined_draft"] = drafted["draft"].clone();
        let run = app.coach.post("/api/v1/ai-coach/generate-plan", request);
        let run = run.await.expect(StatusCode::OK)["run_id"].clone();
        let make = async |members: Value| {
            let mut body = json!({"orgId": app.team.org, "runId": run, "displayName": "10K"});
            let members = members.as_object().unwrap().clone();
            body.as_object_mut().unwrap().extend(members);
            app.coach.post("/api/v1/plans", body).await
        };
        let goal = |distance: &str, day: &str| json!({"raceGoal": {"distance": distance, "raceDate": day}});
        for (members, race_day) in [
            (json!({"startDate": "2026-12-02"}), "2026-12-27"),
            (goal("TenK", "2026-12-20"), "2026-12-20"),
        ] {
            let made = make(members).await.expect(StatusCode::CREATED);
            let plan = &made["plan"];
            assert_eq!(plan["raceGoal"]["raceDate"], race_day);
            let weeks = plan["weeks"].as_array().unwrap();
            assert_eq!(weeks.len(), 4);
            let last = weeks[3]["workouts"].as_array().unwrap().last().unwrap();
            assert_eq!(
                (&last["date"], &last["type"]),
                (&json!(race_day), &json!("Race"))
            );
        }
        let refused = make(goal("TenK", "2026-12-26")).await;
        refused.expect_problem(422, "dates_contradict");
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(
            detail.contains("Sunday") && detail.contains("Saturday"),
            "{detail}"
        );
        let refused = make(goal("HalfMarathon", "2026-12-20")).await;
        assert_eq!(refused.pointers(), ["#/raceGoal/distance"]);
    });
}

#[test]
fn an_absurd_edit_is_made_and_pointed_out() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let edit = json!({"workoutId": "w12", "distanceMiles": 200});
        let laid = app.coach.lay(&plan, "overrides", edit).await;
        let laid = laid.expect(StatusCode::CREATED);
        let found = laid["findings"].as_array().unwrap();
        assert!(
            found
                .iter()
                .any(|it| it["rule"] == "run_spike" && it["workout"] == "w12"),
            "{found:?}"
        );
        let edit = json!({"workoutId": "w13", "description": "With Ana"});
        let laid = app.coach.lay(&plan, "overrides", edit).await;
        let laid = laid.expect(StatusCode::CREATED);
        assert_eq!(laid["findings"], json!([]), "nothing new");
    });
}

#[test]
fn nothing_is_completed_later_than_tomorrow() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let log = |day| json!({"workoutId": "w2", "status": "Completed", "completedOn": day});
        let refused = app.coach.lay(&plan, "completions", log("2026-06-03")).await;
        refused.expect_problem(422, "invalid_body");
        assert_eq!(refused.pointers(), ["#/completedOn"]);
        let tomorrow = app.coach.lay(&plan, "completions", log("2026-06-02")).await;
        tomorrow.expect(StatusCode::CREATED);
    });
}

#[test]
fn plans_are_listed_newest_first_a_page_at_a_time() {
    for_each_app(async |app| {
        let mut ids = Vec::new();
        for minute in 0..3 {
            app.set_now(test_support::builders::now() + chrono::TimeDelta::minutes(minute));
            ids.push(app.make_plan().await);
        }
        ids.reverse();
        let page = app
            .coach
            .get("/api/v1/plans?limit=2")
            .await
            .expect(StatusCode::OK);
        let found = page["plans"].as_array().unwrap().iter();
        assert_eq!(
            found.map(|plan| plan["planId"].clone()).collect::<Vec<_>>(),
            ids[..2]
        );
        let next = page["next"].as_str().unwrap();
        let page = app
            .coach
            .get(&format!("/api/v1/plans?limit=2&after={next}"))
            .await;
        let page = page.expect(StatusCode::OK);
        assert_eq!(page["plans"][0]["planId"], json!(ids[2]));
        assert_eq!(page["next"], Value::Null);
        let none = app.coach.get("/api/v1/plans?status=Archived").await.body;
        assert_eq!(none["plans"], json!([]));
    });
}

#[test]
fn a_plan_is_renamed_published_and_erased() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let path = format!("/api/v1/plans/{plan}");
        let update =
            json!({"displayName": "Archive me", "status": "Archived", "timeZone": "Europe/Berlin"});
        let renamed = app.coach.write(Method::PATCH, &path, 1, update).await;
        assert_eq!(renamed.header("etag"), "\"2\"");
        assert_eq!(renamed.body["displayName"], "Archive me");

        let first = app
            .coach
            .lay(&plan, "publish", json!({}))
            .await
            .expect(StatusCode::OK);
        let id = first["publicId"].as_str().unwrap();
        assert_eq!(first["slug"], Value::Null);
        assert_eq!(first["url"], format!("https://plans.example/plans/{id}"));
        assert_eq!(first["publicText"]["displayName"], "Archive me");
        let named = app
            .coach
            .lay(&plan, "publish", json!({"slug": "Two-Weeks"}))
            .await;
        let named = named.expect(StatusCode::OK);
        assert_eq!(
            (&named["publicId"], &named["slug"]),
            (&first["publicId"], &json!("two-weeks"))
        );
        let other = app.make_plan().await;
        let taken = app
            .coach
            .lay(&other, "publish", json!({"slug": "two-weeks"}))
            .await;
        taken.expect_problem(409, "slug_taken");
        assert_eq!(taken.pointers(), ["#/slug"]);
        let slug = format!("/api/v1/plans/{plan}/slug");
        let removed = app.coach.write(Method::DELETE, &slug, 4, Value::Null).await;
        assert_eq!(removed.header("etag"), "\"5\"");
        assert_eq!(removed.expect(StatusCode::OK), json!({"version": 5}));
        let again = app.coach.write(Method::DELETE, &slug, 5, Value::Null).await;
        again.expect_problem(404, "not_found");
        let nameless = app.coach.lay(&plan, "publish", json!({})).await;
        let nameless = nameless.expect(StatusCode::OK);
        assert_eq!(
            (&nameless["publicId"], &nameless["slug"]),
            (&first["publicId"], &Value::Null)
        );
        let ended = app
            .coach
            .lay(&plan, "unpublish", Value::Null)
            .await
            .expect(StatusCode::OK);
        assert_eq!(ended["version"], 7);

        let erased = app.coach.write(Method::DELETE, &path, 7, Value::Null).await;
        assert_eq!(erased.status, StatusCode::NO_CONTENT);
        app.coach.get(&path).await.expect_problem(404, "not_found");
    });
}

#[test]
fn publishing_shows_what_people_wrote_that_anyone_reads_now() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let private = app
            .coach
            .get(&format!("/api/v1/plans/{plan}"))
            .await
            .expect(StatusCode::OK);
        let easy = &private["weeks"][0]["workouts"][0];
        let edit = json!({"workoutId": easy["id"], "description": "Mind the sore calf."});
        let laid = app.coach.lay(&plan, "overrides", edit).await;
        laid.expect(StatusCode::CREATED);
        let published = app.coach.lay(&plan, "publish", json!({})).await;
        let published = published.expect(StatusCode::OK);
        let text = &published["publicText"];
        assert_eq!(text["displayName"], private["displayName"]);
        let written = json!({
            "workoutId": easy["id"],
            "date": easy["date"],
            "description": "Mind the sore calf.",
        });
        let descriptions = text["descriptions"].as_array().unwrap();
        assert!(descriptions.contains(&written), "{text}");
        // What the plan says by itself nobody has to look through.
        assert!(descriptions.len() < 5, "{text}");
    });
}

#[test]
fn every_layer_is_laid_and_taken_away_and_the_plan_is_what_it_was() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let mut before = app.coach.plan(&plan).await;
        before["version"] = Value::Null;
        for (path, body, workout, field, value) in [
            (
                "vacations",
                json!({"startDate": "2026-06-02", "endDate": "2026-06-03", "loadPercent": 50}),
                "w2",
                "targetDistanceMiles",
                json!(2.5),
            ),
            (
                "injuries",
                json!({"bodyPart": "Left  Calf", "severity": 2, "reportedOn": "2026-06-02", "note": "after hills"}),
                "w2",
                "modifier",
                json!("InjuryReduced"),
            ),
            (
                "overrides",
                json!({"workoutId": "w2", "distanceKilometers": 10, "description": "Along the river."}),
                "w2",
                "description",
                json!("Along the river."),
            ),
            (
                "moves",
                json!({"workoutId": "w2", "toDate": "2026-06-04"}),
                "w2",
                "date",
                json!("2026-06-04"),
            ),
            (
                "days-off",
                json!({"date": "2026-06-02", "loadPercent": 0}),
                "w2",
                "type",
                json!("Rest"),
            ),
            (
                "completions",
                json!({"workoutId": "w2", "status": "Completed", "actualDistanceMiles": 5.1, "actualDuration": "PT44M", "feedback": "JustRight"}),
                "w2",
                "status",
                json!("Completed"),
            ),
        ] {
            let laid = app.athlete.lay(&plan, path, body).await;
            assert_eq!(laid.status, StatusCode::CREATED, "{path}: {:#}", laid.body);
            let changed = laid.body["changed"].as_array().unwrap();
            assert!(
                changed.iter().any(|it| it["workoutId"] == workout),
                "{path}: {changed:?}"
            );
            let during = app.coach.plan(&plan).await;
            assert_eq!(find(&during, workout)[field], value, "{path}");
            let id = laid.body["id"].as_str().unwrap();
            let elsewhere = if path == "moves" {
                "overrides"
            } else {
                "moves"
            };
            let wrong = app
                .coach
                .take_away(&plan, &format!("{elsewhere}/{id}"))
                .await;
            wrong.expect_problem(404, "not_found");
            let taken = app.coach.take_away(&plan, &format!("{path}/{id}")).await;
            assert_eq!(taken.status, StatusCode::OK, "{path}: {:#}", taken.body);
            let mut after = app.coach.plan(&plan).await;
            after["version"] = Value::Null;
            assert_eq!(after, before, "{path}");
        }
    });
}

#[test]
fn an_added_workout_has_an_id_of_its_own_and_goes_again() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let body = json!({"date": "2026-06-04", "type": "Strength", "duration": "PT30M"});
        let added = app
            .coach
            .lay(&plan, "overrides", body)
            .await
            .expect(StatusCode::CREATED);
        let during = app.coach.plan(&plan).await;
        let workout = find(&during, "a1");
        assert_eq!(workout["modifier"], "UserAdded");
        assert_eq!(workout["targetDuration"], "PT30M");
        let id = added["id"].as_str().unwrap();
        let gone = app.coach.take_away(&plan, &format!("overrides/{id}")).await;
        assert_eq!(gone.expect(StatusCode::OK)["changed"][0]["exists"], false);
    });
}

#[test]
fn made_up_miles_go_with_their_vacation() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let vacation =
            json!({"startDate": "2026-06-02", "endDate": "2026-06-02", "loadPercent": 0});
        let vacation = app
            .coach
            .lay(&plan, "vacations", vacation)
            .await
            .expect(StatusCode::CREATED);
        let source = &vacation["id"];
        let wish = json!({"sourceId": source, "scope": "NextNWeeks", "weeks": 1});
        let placed = app.coach.lay(&plan, "redistributions", wish).await;
        let placed = placed.expect(StatusCode::CREATED);
        let body = app.coach.plan(&plan).await;
        let effect = &body["redistributions"][0];
        assert_eq!(
            (&effect["id"], &effect["sourceId"]),
            (&placed["id"], source)
        );
        let (put, left) = (&effect["milesRedistributed"], &effect["milesUnplaced"]);
        assert_eq!(put.as_f64().unwrap() + left.as_f64().unwrap(), 5.0);
        let id = source.as_str().unwrap();
        app.coach
            .take_away(&plan, &format!("vacations/{id}"))
            .await
            .expect(StatusCode::OK);
        assert_eq!(app.coach.plan(&plan).await["redistributions"], json!([]));
    });
}

#[test]
fn history_is_frozen_until_it_is_taken_back() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let done = json!({"workoutId": "w2", "status": "Completed"});
        app.athlete
            .lay(&plan, "completions", done.clone())
            .await
            .expect(StatusCode::CREATED);
        let edit = json!({"workoutId": "w2", "distanceMiles": 1});
        for (path, body) in [("completions", done), ("overrides", edit)] {
            let refused = app.athlete.lay(&plan, path, body).await;
            refused.expect_problem(409, "workout_pinned");
        }
    });
}

#[test]
fn an_injury_is_told_to_editors_and_ends_when_it_is_resolved() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let report =
            json!({"bodyPart": "calf", "severity": 7, "reportedOn": "2026-06-02", "note": "sharp"});
        let laid = app
            .athlete
            .lay(&plan, "injuries", report)
            .await
            .expect(StatusCode::CREATED);
        assert!(
            !laid["findings"].as_array().unwrap().is_empty(),
            "severity 7 asks for advice"
        );
        let id = laid["id"].as_str().unwrap();
        let body = app.coach.plan(&plan).await;
        let injury = &body["injuries"][0];
        assert_eq!(
            (&injury["bodyPart"], &injury["note"]),
            (&json!("calf"), &json!("sharp"))
        );
        assert_eq!(find(&body, "w9")["type"], "Rest");
        let path = format!("/api/v1/plans/{plan}/injuries/{id}");
        let version = body["version"].as_u64().unwrap();
        let resolved = app.coach.write(
            Method::PATCH,
            &path,
            version,
            json!({"resolvedOn": "2026-06-03"}),
        );
        resolved.await.expect(StatusCode::OK);
        let body = app.coach.plan(&plan).await;
        assert_eq!(body["injuries"][0]["resolvedOn"], "2026-06-03");
        assert_ne!(find(&body, "w9")["type"], "Rest");
    });
}

#[test]
fn two_writers_about_one_version_are_one_too_many() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let path = format!("/api/v1/plans/{plan}/days-off");
        let body = json!({"date": "2026-06-02", "loadPercent": 0});
        let writes = (0..8).map(|_| {
            let (client, path, body) = (app.coach.clone(), path.clone(), body.clone());
            tokio::spawn(async move { client.write(Method::POST, &path, 1, body).await.status })
        });
        let writes = writes.collect::<Vec<_>>();
        let mut created = 0;
        for write in writes {
            match write.await.unwrap() {
                StatusCode::CREATED => created += 1,
                status => assert_eq!(status, StatusCode::PRECONDITION_FAILED),
            }
        }
        assert_eq!(created, 1);
    });
}

#[test]
fn today_is_the_date_where_the_plan_is_run() {
    for_each_app(async |app| {
        let late = "2026-06-02T23:30:00Z".parse().unwrap();
        app.set_now(late);
        for (zone, today) in [
            (Value::Null, "2026-06-02"),
            (json!("Pacific/Auckland"), "2026-06-03"),
            (json!("America/New_York"), "2026-06-02"),
        ] {
            let plan = app.make_plan().await;
            let path = format!("/api/v1/plans/{plan}");
            let moved = app
                .coach
                .write(Method::PATCH, &path, 1, json!({"timeZone": zone}));
            moved.await.expect(StatusCode::OK);
            let off = json!({"date": "2026-06-02", "loadPercent": 0});
            let off = app
                .coach
                .lay(&plan, "days-off", off)
                .await
                .expect(StatusCode::CREATED);
            let wish = json!({"sourceId": off["id"], "scope": "RestOfPlan"});
            app.coach
                .lay(&plan, "redistributions", wish)
                .await
                .expect(StatusCode::CREATED);
            let body = app.coach.plan(&plan).await;
            let wish = &body["overlays"].as_array().unwrap()[1];
            assert_eq!(wish["createdOn"], today, "{zone}");
        }
    });
}

#[test]
fn miles_without_a_run_in_reach_are_refused_at_the_scope() {
    for_each_app(async |app| {
        let plan = app.make_plan().await;
        let last_week =
            json!({"startDate": "2026-06-08", "endDate": "2026-06-14", "loadPercent": 0});
        let vacation = app.coach.lay(&plan, "vacations", last_week).await;
        let source = vacation.expect(StatusCode::CREATED)["id"].clone();
        let body = json!({"sourceId": source, "scope": "RestOfPlan"});
        let refused = app.coach.lay(&plan, "redistributions", body).await;
        refused.expect_problem(422, "nothing_in_scope");
        assert_eq!(refused.pointers(), ["#/scope"]);
    });
}
