//! An organization's own workouts: written one by one, imported, reused.

use plan_store::tokens::{self, NewToken, Scope};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::builders;

use crate::app::{Answer, Client, TestApp, for_each_app};

const LINE: &str = "Intervals 6.5 mi: 1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down";

fn library(app: &TestApp) -> String {
    format!("/api/v1/organizations/{}/workouts", app.team.org)
}

async fn kept(app: &TestApp, body: Value) -> Value {
    let made = app.coach.post(&library(app), body).await;
    made.expect(StatusCode::CREATED)
}

async fn import(app: &TestApp, mode: &str, media_type: &str, body: impl Into<String>) -> Answer {
    let path = format!("{}/import{mode}", library(app));
    let request = app.coach.request(Method::POST, &path);
    let request = request.header("Content-Type", media_type);
    Answer::to(request.body(body.into())).await
}

/// What was done to a workout, by word, with its versions before and after.
fn audit_of(app: &TestApp, id: &str) -> Vec<String> {
    let told = app.database.texts(&format!(
        "SELECT action || ' ' || CAST(COALESCE(before_version, 0) AS TEXT) || ' ' || \
         CAST(COALESCE(after_version, 0) AS TEXT) AS value \
         FROM audit_log WHERE object = '{id}' ORDER BY action"
    ));
    told.into_iter().flatten().collect()
}

async fn names(app: &TestApp, query: &str) -> Vec<String> {
    let page = app.coach.get(&format!("{}{query}", library(app))).await;
    let page = page.expect(StatusCode::OK);
    let workouts = page["workouts"].as_array().unwrap().iter();
    workouts
        .map(|it| it["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_workout_is_kept_however_it_is_told() {
    for_each_app(async |app| {
        let steps = json!([
            {"type": "Segment", "role": "WarmUp", "distanceMeters": 2414.016, "target": {"type": "Zone", "zone": "Easy"}},
            {"type": "Repeat", "times": 6, "segments": [
                {"role": "Work", "distanceMeters": 800, "target": {"type": "Zone", "zone": "Interval"}},
                {"role": "Recovery", "distanceMeters": 400, "target": {"type": "Zone", "zone": "Easy"}},
            ]},
            {"type": "Segment", "role": "CoolDown", "distanceMeters": 1609.344, "target": {"type": "Zone", "zone": "Easy"}},
        ]);
        for (name, mut body) in [
            ("a line", json!({"line": LINE})),
            (
                "a line of a coach",
                json!({"line": "Intervals 6.5 mi: 1.5 mi WU, 6 x 800 m @ I; jog 400 m, 1 mi cool-down"}),
            ),
            (
                "members and steps in words",
                json!({"type": "Intervals", "distanceMiles": 6.5,
                    "steps": "1.5 mi warm-up, 6 x (800 m @ I, 400 m jog), 1 mi cool-down"}),
            ),
            (
                "members and a list of steps",
                json!({"type": "Intervals", "distanceMiles": 6.5, "steps": steps}),
            ),
        ] {
            body["name"] = json!(name);
            let made = kept(&app, body).await;
            assert_eq!(made["line"], LINE, "{name}");
            assert_eq!(
                (&made["type"], &made["level"]),
                (&json!("Intervals"), &Value::Null)
            );
            assert_eq!(made["distanceMiles"], 6.5, "{name}");
            assert_eq!(made["distanceKilometers"], 10.46, "{name}");
            assert_eq!(made["findings"], json!([]), "{name}");
        }
        for (body, name, line) in [
            (
                json!({"line": "Tempo \"Canal tempo\" 10 km — between the locks"}),
                "Canal tempo",
                "Tempo 10 km — between the locks",
            ),
            (
                json!({"name": " Loop ", "type": "LongRun", "distanceKilometers": 18, "level": "advanced"}),
                "Loop",
                "Long 18 km",
            ),
            (
                json!({"name": "Gym", "type": "Strength", "duration": "45:00", "description": "Squats."}),
                "Gym",
                "Strength 45 min",
            ),
            (
                json!({"name": "By feel", "type": "Fartlek", "steps": "8 x (2 min @ R, 2 min jog)"}),
                "By feel",
                "Fartlek ~5.7 mi: 1.5 mi warm-up, 8 x (2 min @ R, 2 min jog), 1 mi cool-down",
            ),
            (
                json!({"name": "Mobility", "type": "CrossTraining"}),
                "Mobility",
                "Cross-training",
            ),
        ] {
            let made = kept(&app, body).await;
            assert_eq!((&made["name"], &made["line"]), (&json!(name), &json!(line)));
            // What it answers can be sent back and is the same again.
            let id = made["id"].as_str().unwrap();
            let path = format!("{}/{id}", library(&app));
            let mut again = json!({});
            for member in ["name", "level", "line", "description"] {
                again[member] = made[member].clone();
            }
            let put = app.coach.write(Method::PUT, &path, 1, again).await;
            let put = put.expect(StatusCode::OK);
            for member in [
                "id",
                "name",
                "level",
                "line",
                "description",
                "duration",
                "distanceMiles",
            ] {
                assert_eq!(put[member], made[member], "{name}: {member}");
            }
        }
        // What was assumed is said.
        let made = kept(
            &app,
            json!({"name": "Eight", "line": "8", "units": "metric"}),
        )
        .await;
        assert_eq!(made["line"], "Easy 8 km");
        assert_eq!(made["findings"][0]["rule"], "unit_assumed");
    });
}

#[test]
fn a_workout_is_read_changed_and_taken_out_by_version() {
    for_each_app(async |app| {
        let answer = app
            .coach
            .post(&library(&app), json!({"name": "Loop", "line": "Easy 5 mi"}))
            .await;
        assert_eq!(answer.header("etag"), "\"1\"");
        let path = answer.header("location").to_owned();
        let made = answer.expect(StatusCode::CREATED);
        assert_eq!(
            path,
            format!("{}/{}", library(&app), made["id"].as_str().unwrap())
        );
        let read = app.coach.get(&path).await;
        assert_eq!(read.header("etag"), "\"1\"");
        assert_eq!(read.expect(StatusCode::OK)["line"], "Easy 5 mi");

        let longer = json!({"name": "loop", "line": "Easy 6 mi", "level": "beginner"});
        let unsaid = app.coach.put(&path, longer.clone()).await;
        unsaid.expect_problem(428, "precondition_required");
        let stale = app.coach.write(Method::PUT, &path, 2, longer.clone()).await;
        stale.expect_problem(412, "version_mismatch");
        let put = app.coach.write(Method::PUT, &path, 1, longer).await;
        assert_eq!(put.header("etag"), "\"2\"");
        let put = put.expect(StatusCode::OK);
        assert_eq!(
            (&put["name"], &put["level"]),
            (&json!("loop"), &json!("beginner"))
        );

        for (version, code) in [(None, 428), (Some("\"1\""), 412)] {
            let mut request = app.coach.request(Method::DELETE, &path);
            if let Some(version) = version {
                request = request.header("If-Match", version);
            }
            assert_eq!(Answer::to(request).await.status.as_u16(), code);
        }
        let gone = app
            .coach
            .request(Method::DELETE, &path)
            .header("If-Match", "\"2\"");
        assert_eq!(Answer::to(gone).await.status, StatusCode::NO_CONTENT);
        app.coach.get(&path).await.expect_problem(404, "not_found");

        let told = audit_of(&app, made["id"].as_str().unwrap());
        assert_eq!(
            told,
            [
                "create_library_workout 0 1",
                "delete_library_workout 2 0",
                "update_library_workout 1 2",
            ]
        );
    });
}

#[test]
fn a_library_is_read_in_pages_and_by_what_is_looked_for() {
    for_each_app(async |app| {
        let table = "name,line,level\nCanal,Tempo 6 mi,\nBig loop,Easy 8 mi,beginner\n\
                     a loop,Easy 5 mi,advanced\nRiver,Long 12 mi,\n";
        import(&app, "", "text/csv", table)
            .await
            .expect(StatusCode::OK);
        for (query, expected) in [
            ("", &["a loop", "Big loop", "Canal", "River"][..]),
            ("?type=Easy", &["a loop", "Big loop"]),
            ("?level=beginner", &["Big loop", "Canal", "River"]),
            ("?text=LOOP", &["a loop", "Big loop"]),
            ("?text=%25", &[]),
            ("?type=Easy&after=a+loop", &["Big loop"]),
        ] {
            assert_eq!(names(&app, query).await, expected, "{query}");
        }
        let mut found = Vec::new();
        let mut query = "?limit=3".to_owned();
        loop {
            let page = app.coach.get(&format!("{}{query}", library(&app))).await;
            let page = page.expect(StatusCode::OK);
            found.extend(
                page["workouts"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|it| it["name"].clone()),
            );
            let Some(next) = page["next"].as_str() else {
                break;
            };
            query = format!("?limit=3&after={}", next.replace(' ', "%20"));
        }
        assert_eq!(found, ["a loop", "Big loop", "Canal", "River"]);
        for (query, pointer) in [
            ("?type=Nap", "#/type"),
            ("?level=expert", "#/level"),
            ("?limit=0", "#/limit"),
            ("?limit=201", "#/limit"),
            ("?text=%00", "#/text"),
            ("?page=2", "#/page"),
        ] {
            let refused = app.coach.get(&format!("{}{query}", library(&app))).await;
            refused.expect_problem(422, "invalid_value");
            assert_eq!(refused.pointers(), [pointer], "{query}");
        }
    });
}

#[test]
fn what_cannot_be_kept_is_refused_with_every_fault() {
    for_each_app(async |app| {
        kept(&app, json!({"name": "Loop", "line": "Easy 5 mi"})).await;
        let before = app.row_counts();
        let line = |line: &str| json!({"name": "x", "line": line});
        for (what, body, pointers) in [
            ("nothing", json!({}), &["#/type"][..]),
            ("no name", json!({"line": "Easy 5 mi"}), &["#/name"]),
            (
                "a blank name",
                json!({"name": " ", "line": "Easy 5 mi"}),
                &["#/name"],
            ),
            (
                "a long name",
                json!({"name": "é".repeat(121), "line": "Easy 5 mi"}),
                &["#/name"],
            ),
            (
                "a name of lines",
                json!({"name": "a\nb", "line": "Easy 5 mi"}),
                &["#/name"],
            ),
            (
                "a name nobody sees",
                json!({"name": "a\u{202e}b", "line": "Easy 5 mi"}),
                &["#/name"],
            ),
            (
                "a long name in the line",
                json!({"line": format!("Easy \"{}\" 5 mi", "x".repeat(121))}),
                &["#/line", "#/name"],
            ),
            ("an unreadable line", line("Tempo"), &["#/line"]),
            (
                "two workouts",
                line("AM: 4 mi easy / PM: 6 mi tempo"),
                &["#/line"],
            ),
            ("two lines", line("Easy 5 mi\nEasy 6 mi"), &["#/line"]),
            ("a race", line("10K race"), &["#/line"]),
            ("a rest day", line("Rest"), &["#/line"]),
            ("what nobody runs", line("Easy 90 mi"), &["#/line"]),
            (
                "a race in members",
                json!({"name": "x", "type": "Race"}),
                &["#/type"],
            ),
            (
                "an unknown kind",
                json!({"name": "x", "type": "Nap"}),
                &["#/type"],
            ),
            (
                "a run to nowhere",
                json!({"name": "x", "type": "Easy"}),
                &["#/distanceMiles"],
            ),
            (
                "two distances",
                json!({"name": "x", "type": "Easy", "distanceMiles": 1, "distanceKilometers": 2}),
                &["#/distanceKilometers"],
            ),
            (
                "a distance nobody runs",
                json!({"name": "x", "type": "Easy", "distanceKilometers": 101}),
                &["#/distanceKilometers"],
            ),
            (
                "a duration nobody runs",
                json!({"name": "x", "type": "Easy", "duration": "PT11H"}),
                &["#/duration"],
            ),
            (
                "steps nobody reads",
                json!({"name": "x", "type": "Tempo", "distanceMiles": 5, "steps": "whatever"}),
                &["#/steps"],
            ),
            (
                "a line and its parts",
                json!({"name": "x", "line": "Easy 5 mi", "type": "Easy", "duration": "PT40M"}),
                &["#/type", "#/duration"],
            ),
            (
                "all at once",
                json!({"name": 7, "level": "expert", "type": "Easy", "distanceMiles": "far", "duration": "soon", "steps": 3, "units": "m", "x": 1}),
                &[
                    "#/name",
                    "#/level",
                    "#/units",
                    "#/distanceMiles",
                    "#/duration",
                    "#/steps",
                    "#/x",
                ],
            ),
        ] {
            let refused = app.coach.post(&library(&app), body).await;
            refused.expect_problem(422, "invalid_body");
            assert_eq!(refused.pointers(), pointers, "{what}: {:#}", refused.body);
        }
        let unread = app.coach.post(&library(&app), line("Tempo")).await;
        let detail = unread.body["errors"][0]["detail"].as_str().unwrap();
        assert!(
            detail.contains("expected a distance such as `Tempo 5 mi`"),
            "{detail}"
        );
        let taken = app
            .coach
            .post(
                &library(&app),
                json!({"name": "LOOP ", "line": "Easy 6 mi"}),
            )
            .await;
        taken.expect_problem(409, "name_taken");
        assert_eq!(taken.pointers(), ["#/name"]);
        assert_eq!(app.row_counts(), before);
    });
}

#[test]
fn a_table_of_a_spreadsheet_is_imported() {
    for_each_app(async |app| {
        let table = "\u{feff}Name;Type;Distance km;Duration;Level;Steps;Description\r\n\
            =HYPERLINK(\"evil\");easy;8,5;;;;\"Along the river;\nthen back\"\r\n\
            ;;;;;;\r\n\
            Track;intervals;10;;Advanced;2 km warm-up, 6 x (800 m @ I, 400 m jog), 0.8 km cool-down;\r\n\
            Gym;Strength;;45 min;;;\r\n";
        let imported = import(&app, "", "text/csv; charset=UTF-8", table).await;
        let imported = imported.expect(StatusCode::OK);
        assert_eq!(
            (&imported["created"], &imported["replaced"]),
            (&json!(3), &json!(0))
        );
        assert_eq!(imported["workouts"][1]["name"], "Track");
        let page = app.coach.get(&library(&app)).await.expect(StatusCode::OK);
        let told = page["workouts"].as_array().unwrap().iter();
        let told: Vec<_> = told
            .map(|it| {
                (
                    it["name"].as_str().unwrap(),
                    it["line"].as_str().unwrap(),
                    it["level"].as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                // Text like any other: nobody here computes cells.
                ("=HYPERLINK(\"evil\")", "Easy 8.5 km", None),
                ("Gym", "Strength 45 min", None),
                (
                    "Track",
                    "Intervals 10 km: 2000 m warm-up, 6 x (800 m @ I, 400 m jog), 800 m cool-down",
                    Some("advanced")
                ),
            ]
        );
        assert_eq!(
            page["workouts"][0]["description"],
            "Along the river;\nthen back"
        );

        // The same file again makes no doubles.
        let before = app.row_counts();
        let again = import(&app, "", "text/csv", table).await;
        again.expect_problem(409, "name_taken");
        assert_eq!(again.pointers(), ["#cell=2,1", "#cell=4,1", "#cell=5,1"]);
        assert_eq!(app.row_counts(), before);
        let replaced = import(&app, "?mode=replace", "text/csv", table).await;
        let replaced = replaced.expect(StatusCode::OK);
        assert_eq!(
            (&replaced["created"], &replaced["replaced"]),
            (&json!(0), &json!(3))
        );
        for (now, then) in [0, 1, 2].map(|i| (&replaced["workouts"][i], &imported["workouts"][i])) {
            assert_eq!(now["id"], then["id"]);
            assert_eq!(
                (&now["version"], &now["replaced"]),
                (&json!(2), &json!(true))
            );
        }
    });
}

#[test]
fn an_import_names_every_fault_of_every_row_and_writes_nothing() {
    for_each_app(async |app| {
        kept(&app, json!({"name": "Loop", "line": "Easy 5 mi"})).await;
        let before = app.row_counts();
        let table = "name,type,distance_miles,duration,level\n\
            Fine,Easy,5,,\n\
            Bad,Easy,far,1:15,expert\n\
            ,,,,\n\
            Nap,Nap,1,,\n\
            ,Easy,5,,\n\
            loop,Easy,5,,\n\
            FINE,Easy,5,,\n\
            Long,Easy,5,,,extra\n";
        let refused = import(&app, "", "text/csv", table).await;
        refused.expect_problem(422, "invalid_body");
        let errors = refused.body["errors"].as_array().unwrap().iter();
        let told: Vec<_> = errors
            .map(|error| {
                let detail = error["detail"].as_str().unwrap();
                let place = detail.split(": ").next().unwrap();
                (error["pointer"].as_str().unwrap(), place)
            })
            .collect();
        let of_the_time = &refused.body["errors"][3]["detail"];
        assert_eq!(
            of_the_time,
            "row 3, column duration: cannot be read; expected a time with its unit, such as \
             `90 min` or `1 h 30 min`"
        );
        assert_eq!(
            told,
            [
                ("#cell=9,6", "row 9, column 6"),
                ("#cell=3,5", "row 3, column level"),
                ("#cell=3,3", "row 3, column distance_miles"),
                ("#cell=3,4", "row 3, column duration"),
                ("#cell=5,2", "row 5, column type"),
                ("#cell=6,1", "row 6, column name"),
                ("#cell=8,1", "row 8"),
                ("#cell=7,1", "row 7"),
            ],
            "{:#}",
            refused.body
        );
        let list = json!([
            {"name": "Fine", "line": "Easy 5 mi"},
            {"name": "Bad", "type": "Easy", "distanceMiles": "far", "wekks": 1},
            7,
            {"name": "fine", "line": "Tempo"},
            {"name": "Loop", "line": "Easy 5 mi"},
        ]);
        let refused = import(&app, "?mode=double", "application/json", list.to_string()).await;
        refused.expect_problem(422, "invalid_body");
        assert_eq!(
            refused.pointers(),
            [
                "#/mode",
                "#/1/distanceMiles",
                "#/1/wekks",
                "#/2",
                "#/3/line",
                "#/3/name",
                "#/4/name"
            ],
            "{:#}",
            refused.body
        );
        for (what, media_type, body, status, code, pointers) in [
            (
                "an empty list",
                "application/json",
                "[]".to_owned(),
                422,
                "invalid_body",
                &["#"][..],
            ),
            (
                "no list",
                "application/json",
                "{}".to_owned(),
                422,
                "invalid_body",
                &["#"],
            ),
            (
                "an empty file",
                "text/csv",
                String::new(),
                422,
                "invalid_body",
                &["#row=1"],
            ),
            (
                "only a header",
                "text/csv",
                "name,line\n".to_owned(),
                422,
                "invalid_body",
                &["#"],
            ),
            (
                "no header",
                "text/csv",
                "Loop,Easy 5 mi\n".to_owned(),
                422,
                "invalid_body",
                &["#cell=1,1", "#cell=1,2", "#row=1", "#row=1"],
            ),
            (
                "a quote that is never closed",
                "text/csv",
                "name,line\nA,\"Easy 5 mi\nB,Easy 6 mi\nC,Easy 7 mi\n".to_owned(),
                400,
                "invalid_csv",
                &[],
            ),
            (
                "a quote that a later one closes",
                "text/csv",
                "name,line\n\"A,Easy 5 mi\n\"B, the loop\",Easy 6 mi\n".to_owned(),
                400,
                "invalid_csv",
                &[],
            ),
            (
                "too many rows",
                "text/csv",
                format!("name,line\n{}", "x,Easy 5 mi\n".repeat(5_001)),
                422,
                "invalid_body",
                &[],
            ),
            (
                "too much",
                "text/csv",
                "x".repeat(1024 * 1024 + 1),
                413,
                "body_too_large",
                &[],
            ),
            (
                "too much JSON",
                "application/json",
                format!("[\"{}\"]", "x".repeat(256 * 1024)),
                413,
                "body_too_large",
                &[],
            ),
            (
                "a workbook",
                "application/vnd.ms-excel",
                "x".to_owned(),
                415,
                "unsupported_media_type",
                &[],
            ),
            (
                "another charset",
                "text/csv; charset=windows-1252",
                "x".to_owned(),
                415,
                "unsupported_media_type",
                &[],
            ),
            (
                "broken JSON",
                "application/json",
                "[".to_owned(),
                400,
                "invalid_json",
                &[],
            ),
        ] {
            let refused = import(&app, "", media_type, body).await;
            let found = (refused.status.as_u16(), refused.body["code"].as_str());
            assert_eq!(found, (status, Some(code)), "{what}");
            if !pointers.is_empty() {
                assert_eq!(refused.pointers(), pointers, "{what}: {:#}", refused.body);
            }
        }
        let path = format!("{}/import", library(&app));
        let latin = app
            .coach
            .request(Method::POST, &path)
            .header("Content-Type", "text/csv");
        let latin = Answer::to(latin.body(b"name,line\n\xC9lan,Easy 5 mi\n".to_vec())).await;
        latin.expect_problem(400, "invalid_csv");
        assert_eq!(app.row_counts(), before);
        let alone = r#"[{"name": "fine", "line": "Easy 5 mi"}]"#.to_owned();
        let refused = import(&app, "?mode=double", "application/json", alone).await;
        refused.expect_problem(422, "invalid_value");
        assert_eq!(refused.pointers(), ["#/mode"]);
    });
}

#[test]
fn a_list_is_imported_with_what_was_assumed() {
    for_each_app(async |app| {
        let list = json!([
            {"name": "Loop", "line": "Easy 5 mi", "level": "beginner"},
            {"name": "Eight", "line": "8"},
        ]);
        let imported = import(&app, "", "application/json", list.to_string()).await;
        let imported = imported.expect(StatusCode::OK);
        assert_eq!(imported["created"], 2);
        let finding = &imported["findings"][0];
        assert_eq!(
            (&finding["pointer"], &finding["rule"]),
            (&json!("#/1"), &json!("unit_assumed"))
        );
        let first = imported["workouts"][0]["id"].as_str().unwrap();
        assert_eq!(audit_of(&app, first), ["import_library_workout 0 1"]);
    });
}

#[test]
fn a_library_is_its_organizations_own_and_a_tokens_scope_holds() {
    for_each_app(async |app| {
        let made = kept(&app, json!({"name": "Loop", "line": "Easy 5 mi"})).await;
        let id = made["id"].as_str().unwrap();
        let theirs = format!("/api/v1/organizations/{}/workouts", app.other_team.org);
        let nobodys = "/api/v1/organizations/019a0000-0000-7000-8000-000000000000/workouts";
        // A foreign organization is one that does not exist, whatever is sent to it.
        for path in [&theirs, nobodys, "/api/v1/organizations/ours/workouts"] {
            app.coach
                .get(path)
                .await
                .expect_problem(403, "not_your_organization");
            let posted = app.coach.post(path, json!({"nonsense": 1})).await;
            posted.expect_problem(403, "not_your_organization");
        }
        // So is another organization's workout, below one's own.
        let spied = app.other_org_coach.get(&format!("{theirs}/{id}")).await;
        spied.expect_problem(404, "not_found");
        app.coach
            .get(&format!("{}/w1", library(&app)))
            .await
            .expect_problem(404, "not_found");

        let team = app.team.clone();
        let read_only = app.store.write(move |conn| {
            let new = NewToken {
                org_id: team.org,
                person_id: team.coach,
                name: "reader".to_owned(),
                scopes: [Scope::PlansRead].into_iter().collect(),
                expires_at: None,
            };
            tokens::create(conn, new, builders::now()).map(|(_, secret)| secret)
        });
        let reader = Client {
            token: Some(read_only.await.unwrap().reveal().to_owned()),
            ..app.anon.clone()
        };
        reader.get(&library(&app)).await.expect(StatusCode::OK);
        for path in [library(&app), format!("{}/import", library(&app))] {
            let posted = reader.post(&path, json!([])).await;
            posted.expect_problem(403, "insufficient_scope");
        }
    });
}

#[test]
fn a_plan_of_workouts_names_only_its_organizations_library() {
    for_each_app(async |app| {
        let made = kept(&app, json!({"name": "Loop", "line": "Easy 5 mi"})).await;
        let theirs = format!("/api/v1/organizations/{}/workouts", app.other_team.org);
        let theirs = app
            .other_org_coach
            .post(&theirs, json!({"name": "Loop", "line": "Easy 5 mi"}));
        let theirs = theirs.await.expect(StatusCode::CREATED);
        let plan = |first: &Value, second: &Value| {
            json!({
                "orgId": app.team.org, "displayName": "Two", "startDate": "2026-06-01",
                "workouts": [
                    {"week": 1, "day": "Mon", "type": "Easy", "targetDistanceMeters": 5000, "libraryWorkoutId": first},
                    {"week": 1, "day": "Wed", "type": "Easy", "target_distance_meters": 5000, "library_workout_id": second},
                ],
            })
        };
        let before = app.row_counts();
        for strange in [
            &theirs["id"],
            &json!("019a0000-0000-7000-8000-000000000000"),
            &json!("17"),
        ] {
            let refused = app
                .coach
                .post("/api/v1/plans", plan(strange, strange))
                .await;
            refused.expect_problem(422, "invalid_body");
            assert_eq!(
                refused.pointers(),
                [
                    "#/workouts/0/libraryWorkoutId",
                    "#/workouts/1/library_workout_id"
                ]
            );
        }
        assert_eq!(app.row_counts(), before);
        let made = app
            .coach
            .post("/api/v1/plans", plan(&made["id"], &made["id"]))
            .await;
        made.expect(StatusCode::CREATED);
    });
}
