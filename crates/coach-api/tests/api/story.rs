//! The main job, end to end: ask, edit, generate, publish, lay a vacation over
//! it, take the vacation away.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::for_each_app;

/// The draft with one line of one week replaced; the line has to be there.
fn edited(draft: &str, week: u8, line: &str, replacement: &str) -> String {
    let header = format!("## Week {week} ");
    let start = draft.find(&header).expect("the week is there");
    let (before, from_week) = draft.split_at(start);
    let line = format!("- {line}\n");
    assert!(from_week.contains(&line), "no {line:?} in {from_week}");
    let replaced = from_week.replacen(&line, &format!("- {replacement}\n"), 1);
    format!("{before}{replaced}")
}

fn workout<'a>(list: &'a Value, date: &str) -> Option<&'a Value> {
    let workouts = list.as_array().unwrap();
    workouts.iter().find(|workout| workout["date"] == date)
}

/// The workout of a stored plan on a date.
fn on<'a>(plan: &'a Value, date: &str) -> &'a Value {
    let weeks = plan["weeks"].as_array().unwrap();
    let mut workouts = weeks
        .iter()
        .flat_map(|week| week["workouts"].as_array().unwrap());
    workouts.find(|workout| workout["date"] == date).unwrap()
}

#[test]
fn an_edited_draft_becomes_a_plan_that_a_vacation_changes_and_leaves_as_it_was() {
    for_each_app(async |app| {
        // Ask.
        let mut request = json!({
            "weeks": 8, "level": "intermediate", "org_id": app.team.org,
            "race": {"distance": "TenK", "date": "2026-07-26", "target_time": "50:00"},
            "days_per_week": 5,
        });
        let drafted = app
            .coach
            .post("/api/v1/ai-coach/generate-draft", request.clone());
        let drafted = drafted.await.expect(StatusCode::OK);
        let draft = drafted["draft"].as_str().unwrap();

        // Edit: the rest day of week 2 moves, a run grows from 5 to 7 miles,
        // and a long run becomes a tune-up race.
        let draft = edited(draft, 2, "Mon: Rest", "Mon: Easy 4 mi");
        let draft = edited(&draft, 2, "Tue: Easy 4 mi", "Tue: Rest");
        let draft = edited(&draft, 5, "Sat: Easy 5 mi", "Sat: Easy 7 mi");
        let draft = edited(&draft, 5, "Sun: Long 8 mi", "Sun: Race day: 5K");

        // Generate: the edits are in the result.
        request["refined_draft"] = draft.into();
        let generated = app.coach.post("/api/v1/ai-coach/generate-plan", request);
        let generated = generated.await.expect(StatusCode::OK);
        assert_eq!(generated["differences"], json!([]));
        let workouts = &generated["workouts"];
        assert_eq!(workout(workouts, "2026-06-08").unwrap()["type"], "Easy");
        assert_eq!(
            workout(workouts, "2026-06-09"),
            None,
            "a rest day has no row"
        );
        let grown = workout(workouts, "2026-07-04").unwrap();
        assert_eq!(grown["target_distance_meters"], 7.0 * 1_609.344);
        let race = workout(workouts, "2026-07-05").unwrap();
        assert_eq!(
            (&race["type"], &race["day"]),
            (&json!("Race"), &json!("Sun"))
        );

        // The run keeps what it answered.
        let run = generated["run_id"].as_str().unwrap();
        let kept = app.coach.get(&format!("/api/v1/ai-coach/runs/{run}")).await;
        assert_eq!(kept.expect(StatusCode::OK)["result"], generated);

        // A plan of it.
        let made = app.coach.post(
            "/api/v1/plans",
            json!({"orgId": app.team.org, "runId": run, "displayName": "Ten in summer"}),
        );
        let made = made.await;
        assert_eq!(made.header("etag"), "\"1\"");
        let location = made.header("location").to_owned();
        let made = made.expect(StatusCode::CREATED);
        let plan = made["planId"].as_str().unwrap();
        assert_eq!(location, format!("/api/v1/plans/{plan}"));
        assert_eq!(on(&made["plan"], "2026-07-04")["targetDistanceMiles"], 7);
        assert_eq!(on(&made["plan"], "2026-06-09")["type"], "Rest");
        assert_eq!(on(&made["plan"], "2026-07-05")["type"], "Race");

        // Publish.
        let published = app
            .coach
            .lay(plan, "publish", json!({"slug": "ten-in-summer"}));
        let published = published.await.expect(StatusCode::OK);
        assert_eq!(published["slug"], "ten-in-summer");
        assert_eq!(
            published["url"],
            "https://plans.example/plans/ten-in-summer"
        );
        assert_eq!(published["publicId"].as_str().unwrap().len(), 7);

        // A vacation over week 5.
        let before = app.coach.plan(plan).await;
        let vacation =
            json!({"startDate": "2026-06-29", "endDate": "2026-07-04", "loadPercent": 0});
        let laid = app.coach.lay(plan, "vacations", vacation).await;
        let laid = laid.expect(StatusCode::CREATED);
        let changed = laid["changed"].as_array().unwrap();
        let days = changed
            .iter()
            .map(|changed| changed["date"].as_str().unwrap());
        let days = days.collect::<Vec<_>>();
        assert_eq!(
            days,
            ["2026-06-30", "2026-07-01", "2026-07-02", "2026-07-04"]
        );
        let traced = &changed[3]["differences"];
        assert!(traced.as_array().unwrap().iter().any(|difference| {
            difference["field"] == "targetDistanceMiles" && difference["before"] == 7
        }));
        let during = app.coach.plan(plan).await;
        let day = on(&during, "2026-07-04");
        assert_eq!(
            (&day["type"], &day["modifier"]),
            (&json!("Rest"), &json!("Vacation"))
        );
        assert_eq!(day["planned"]["targetDistanceMiles"], 7);
        assert_eq!(day["changes"][0]["layer"], "Vacation");
        assert_eq!(during["vacations"][0]["milesRemoved"], 22.5);

        // Taken away, the plan is what it was; only its version tells.
        let id = laid["id"].as_str().unwrap();
        let taken = app.coach.take_away(plan, &format!("vacations/{id}")).await;
        let taken = taken.expect(StatusCode::OK);
        assert_eq!(taken["changed"].as_array().unwrap().len(), 4);
        let mut after = app.coach.plan(plan).await;
        assert_eq!(after["version"], 4);
        after["version"] = before["version"].clone();
        assert_eq!(after, before);

        // Its history stays: the audit log knows who did what.
        let told = app.database.texts(
            "SELECT action || ' ' || coalesce(before_version, 0) || ' ' || after_version AS value \
             FROM audit_log WHERE object = (SELECT id FROM plans) ORDER BY after_version",
        );
        let told = told.into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(
            told,
            [
                "create_plan 0 1",
                "publish_plan 1 2",
                "add_vacation 2 3",
                "remove_overlay 3 4"
            ]
        );

        // A write about a version that has passed is refused.
        let path = format!("/api/v1/plans/{plan}/unpublish");
        let stale = app.coach.write(Method::POST, &path, 3, Value::Null).await;
        stale.expect_problem(412, "version_mismatch");
    });
}
