use plan_core::overlay::resolve;
use serde_json::Value;
use test_support::for_each_database;

use crate::sample;
use crate::test_app::TestApp;

fn workouts(plan: &Value) -> Vec<&Value> {
    let weeks = plan["weeks"].as_array().unwrap();
    weeks
        .iter()
        .flat_map(|week| week["workouts"].as_array().unwrap())
        .collect()
}

fn workout<'a>(plan: &'a Value, id: &str) -> &'a Value {
    let found = workouts(plan)
        .into_iter()
        .find(|workout| workout["id"] == id);
    found.unwrap_or_else(|| panic!("no workout {id}"))
}

fn has_all(value: &Value, names: &[&str]) {
    for name in names {
        assert!(value.get(name).is_some(), "{name} is missing in {value}");
    }
}

#[test]
fn a_published_plan_has_every_section_and_field() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        let body = app.anon.plan(&id).await;
        assert_eq!(body["publicId"], id);
        has_all(
            &body,
            &[
                "displayName",
                "status",
                "progressionPattern",
                "createdDate",
                "raceGoal",
                "summary",
                "vacations",
                "redistributions",
                "weeks",
            ],
        );
        has_all(
            &body["raceGoal"],
            &["distance", "raceDate", "targetTime", "planWeeks"],
        );
        has_all(
            &body["summary"],
            &[
                "totalWeeks",
                "totalMiles",
                "peakWeeklyMiles",
                "longestRun",
                "completedWorkouts",
                "totalRunWorkouts",
                "completionPercentage",
            ],
        );
        has_all(
            &body["vacations"][0],
            &["startDate", "endDate", "loadPercent", "milesRemoved"],
        );
        has_all(
            &body["redistributions"][0],
            &[
                "sourceType",
                "milesRedistributed",
                "milesUnplaced",
                "scope",
                "weeks",
            ],
        );
        for week in body["weeks"].as_array().unwrap() {
            has_all(
                week,
                &[
                    "weekNumber",
                    "startDate",
                    "phase",
                    "plannedMiles",
                    "targetMiles",
                    "workouts",
                ],
            );
        }
        for workout in workouts(&body) {
            has_all(
                workout,
                &[
                    "id",
                    "date",
                    "type",
                    "description",
                    "targetDistanceMiles",
                    "targetDuration",
                    "loadMultiplier",
                    "modifier",
                    "status",
                    "paceZone",
                    "isRunWalk",
                    "runMinutes",
                    "walkMinutes",
                    "warmUpDuration",
                    "coolDownDuration",
                    "steps",
                ],
            );
        }
        has_all(
            &workout(&body, "w3")["paceZone"],
            &[
                "zone",
                "minPacePerMile",
                "maxPacePerMile",
                "rpeMin",
                "rpeMax",
                "rpeDescription",
            ],
        );
        has_all(
            &workout(&body, "w2")["completion"],
            &[
                "actualDistanceMiles",
                "actualDuration",
                "actualEffort",
                "feedback",
                "completedOn",
            ],
        );
        has_all(workout(&body, "w4"), &["override", "planned", "changes"]);
        has_all(
            &workout(&body, "w4")["changes"][0],
            &["layer", "field", "before", "after", "reason"],
        );
        let modifiers = workouts(&body)
            .iter()
            .map(|workout| workout["modifier"].as_str().unwrap().to_owned())
            .collect::<std::collections::BTreeSet<_>>();
        assert_eq!(
            modifiers.into_iter().collect::<Vec<_>>(),
            [
                "DayOff",
                "InjuryReduced",
                "None",
                "UserAdded",
                "UserEdited",
                "Vacation"
            ]
        );
        assert_eq!(workout(&body, "w4")["targetDistanceMiles"], 6.2);
        assert_eq!(workout(&body, "w4")["planned"]["targetDistanceMiles"], 5);
        assert_eq!(body["summary"]["completedWorkouts"], 1);
    });
}

#[test]
fn a_plan_is_read_by_its_short_id_and_by_its_slug_in_any_case() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let mut plan = app.writer.create(sample::plan()).await;
        let published = app.writer.publish(&mut plan, Some("spring-10k")).await;
        let id = published.short_id.to_string();
        let by_id = app.anon.get(&format!("/api/plans/{id}")).await;
        for slug in ["spring-10k", "Spring-10K"] {
            let by_slug = app.anon.get(&format!("/api/plans/{slug}")).await;
            assert_eq!(by_slug.body, by_id.body, "publicId is the ShortId always");
            assert_eq!(by_slug.header("etag"), by_id.header("etag"));
        }
        app.writer.remove_slug(&mut plan).await;
        assert_eq!(app.anon.status_of_plan("spring-10k").await, 404);
        assert_eq!(app.anon.status_of_plan(&id).await, 200);
    });
}

#[test]
fn a_write_shows_in_the_very_next_answer() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (mut plan, id) = app.writer.published(sample::plan()).await;
        let before = app.anon.get(&format!("/api/plans/{id}")).await;
        let vacation = app.writer.perform(&mut plan, sample::vacation()).await;
        let during = app.anon.get(&format!("/api/plans/{id}")).await;
        assert_ne!(during.body, before.body);
        assert_ne!(during.header("etag"), before.header("etag"));
        let shown = during.json();
        assert_eq!(workout(&shown, "w9")["modifier"], "Vacation");
        assert_eq!(workout(&shown, "w9")["type"], "Rest");
        assert_eq!(workout(&shown, "w9")["changes"][0]["layer"], "Vacation");

        let remove = plan_core::overlay::OperationKind::Remove(vacation);
        app.writer.perform(&mut plan, remove).await;
        let after = app.anon.get(&format!("/api/plans/{id}")).await;
        assert_eq!(
            after.body, before.body,
            "byte for byte as if it had never been"
        );
        assert_eq!(after.header("etag"), before.header("etag"));
    });
}

#[test]
fn nothing_private_shows_even_with_every_layer() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        for query in ["", "?units=metric"] {
            let answer = app.anon.get(&format!("/api/plans/{id}{query}")).await;
            assert_eq!(answer.status, 200);
            let everything = format!("{:?}{}", answer.headers, answer.text()).to_lowercase();
            for private in [
                "marker", "achilles", "part-1", "severity", "injured", "auckland",
            ] {
                assert!(!everything.contains(private), "{private}");
            }
            assert!(
                !everything.contains(&plan.id.to_string()),
                "the plan's own id"
            );
        }
    });
}

#[test]
fn a_workout_an_injury_touched_has_neither_planned_values_nor_changes() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let base = sample::plan();
        let (mut plan, id) = app.writer.published(base.clone()).await;
        let kinds = sample::every_layer(&base);
        for kind in kinds.clone() {
            app.writer.perform(&mut plan, kind).await;
        }
        let body = app.anon.plan(&id).await;
        let overlays = sample::replayed(&kinds);
        let resolved = resolve(&base, &overlays);
        let touched = resolved
            .workouts()
            .filter(|workout| workout.touched_by_injury);
        let mut checked = 0;
        for touched in touched {
            let shown = workout(&body, &touched.id.to_string());
            assert!(
                shown.get("planned").is_none() && shown.get("changes").is_none(),
                "{shown}"
            );
            checked += 1;
        }
        assert!(checked >= 2, "{checked}");
    });
}

#[test]
fn metric_is_the_only_unit_that_can_be_asked_for() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let metric = app.anon.plan(&format!("{id}?units=metric")).await;
        assert_eq!(metric["summary"]["longestRun"], 10);
        assert_eq!(metric["summary"]["longestRunKilometers"], 16.09);
        assert_eq!(metric["weeks"][0]["plannedKilometers"], 49.89);
        assert_eq!(workout(&metric, "w2")["targetDistanceKilometers"], 8.05);
        let zone = &workout(&metric, "w2")["paceZone"];
        assert_eq!(
            (&zone["minPacePerMile"], &zone["minPacePerKm"]),
            (&"8:40".into(), &"5:23".into())
        );
        let miles = app.anon.get(&format!("/api/plans/{id}")).await;
        assert!(!miles.text().contains("ilometers") && !miles.text().contains("PerKm"));

        for (query, pointers) in [
            ("units=imperial", &["#/units"][..]),
            ("units=Metric", &["#/units"]),
            ("units=", &["#/units"]),
            ("units", &["#/units"]),
            ("units=metric&units=metric", &["#/units"]),
            ("unit=metric&page=1", &["#/unit", "#/page"]),
            ("%ff=1", &["#/%EF%BF%BD"]),
        ] {
            let refused = app.anon.get(&format!("/api/plans/{id}?{query}")).await;
            let (status, code, found) = refused.problem();
            assert_eq!((status, code.as_str()), (422, "invalid_value"), "{query}");
            assert_eq!(found, pointers, "{query}");
        }
    });
}

#[test]
fn whoever_has_it_already_is_told_so() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let path = format!("/api/plans/{id}");
        let first = app.anon.get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() == 34, "strong: {tag}");
        assert_eq!(first.header("cache-control"), "public, no-cache");
        assert_eq!(first.header("content-type"), "application/json");

        let weak = format!("W/{tag}");
        let list = format!("\"other\", {weak} , \"third\"");
        for known in [tag.as_str(), &weak, &list, "*"] {
            let answer = app
                .anon
                .send("GET", &path, &[("if-none-match", known)])
                .await;
            assert_eq!(answer.status, 304, "{known}");
            assert!(answer.body.is_empty());
            for name in ["etag", "cache-control", "vary"] {
                assert_eq!(
                    answer.headers.get(name),
                    first.headers.get(name),
                    "{known}: {name}"
                );
            }
            assert!(answer.headers.contains_key("ratelimit"));
        }
        let unquoted = tag.trim_matches('"').to_owned();
        for unknown in ["\"other\"", "W/\"other\"", &unquoted, "", ","] {
            let answer = app
                .anon
                .send("GET", &path, &[("if-none-match", unknown)])
                .await;
            assert_eq!(answer.status, 200, "{unknown}");
            assert_eq!(answer.body, first.body);
        }
        let metric = app.anon.get(&format!("{path}?units=metric")).await;
        assert_ne!(metric.header("etag"), tag, "other bytes, other tag");
        let missing = app
            .anon
            .send("GET", "/api/plans/0000000", &[("if-none-match", "*")])
            .await;
        assert_eq!(missing.status, 404);
    });
}

#[test]
fn head_says_what_get_says_without_the_body() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        for path in [format!("/api/plans/{id}"), "/api/plans/0000000".to_owned()] {
            let get = app.anon.get(&path).await.stripped();
            let head = app.anon.send("HEAD", &path, &[]).await.stripped();
            assert!(head.body.is_empty());
            assert_eq!(head.status, get.status);
            assert_eq!(head.headers, get.headers);
        }
    });
}

#[test]
fn a_stored_plan_that_breaks_the_rules_is_our_fault_and_not_explained() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        database
            .execute("UPDATE plans SET status = 'Broken-MARKER'")
            .unwrap();
        let answer = app.anon.get(&format!("/api/plans/{id}")).await;
        assert_eq!(answer.problem(), (500, "internal".to_owned(), vec![]));
        assert!(!answer.text().contains("MARKER"));
    });
}

#[test]
fn a_role_that_may_only_select_is_enough() {
    for_each_database(async |database| {
        if database.engine() == test_support::Engine::Sqlite {
            // There `mode=ro` is what a role is elsewhere; every other test runs on it.
            return;
        }
        let role = format!("strata_public_{}", std::process::id());
        database
            .execute(&format!("CREATE ROLE {role} LOGIN"))
            .unwrap();
        database.store().grant_public_reader(&role).await.unwrap();
        let app = TestApp::spawn_with(&database, |config| {
            config.database = database.url_for_role(&role);
        })
        .await;
        let base = sample::plan();
        let mut plan = app.writer.create(base.clone()).await;
        let published = app.writer.publish(&mut plan, Some("by-a-reader")).await;
        for kind in sample::every_layer(&base) {
            app.writer.perform(&mut plan, kind).await;
        }
        assert_eq!(app.anon.get("/readyz").await.status, 200);
        let by_slug = app.anon.plan("by-a-reader").await;
        assert_eq!(by_slug["publicId"], published.short_id.to_string());
        drop(app);
        database
            .execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"))
            .unwrap();
    });
}

#[test]
fn a_coded_answer_has_the_same_bytes_inside_and_a_tag_of_its_own() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        let (_, id) = app.writer.published(sample::plan()).await;
        let path = format!("/api/plans/{id}");
        let plain = app.anon.get(&path).await;
        let hash = plain.header("etag").trim_matches('"').to_owned();
        assert_eq!(plain.header("vary"), "Accept-Encoding");
        for (accepted, coding) in [
            ("gzip", Some("gzip")),
            ("zstd", Some("zstd")),
            ("br", Some("br")),
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip;q=0.5, zstd", Some("zstd")),
            ("br;q=0.1, gzip", Some("gzip")),
            ("identity", None),
            ("deflate", None),
            ("gzip;q=0", None),
            ("nonsense;;q=x", None),
        ] {
            let headers = [("accept-encoding", accepted)];
            let coded = app.anon.send("GET", &path, &headers).await;
            assert_eq!(coded.status, 200, "{accepted}");
            assert_eq!(coded.header("vary"), "Accept-Encoding");
            let found = coded
                .headers
                .get("content-encoding")
                .map(|name| name.to_str().unwrap());
            assert_eq!(found, coding, "{accepted}");
            let (tag, body) = match coding {
                None => (format!("\"{hash}\""), coded.body.clone()),
                Some("gzip") => {
                    let mut body = Vec::new();
                    let mut decoder = flate2::read::GzDecoder::new(coded.body.as_slice());
                    std::io::Read::read_to_end(&mut decoder, &mut body).unwrap();
                    (format!("\"{hash}-gzip\""), body)
                }
                Some("br") => {
                    let mut body = Vec::new();
                    brotli::BrotliDecompress(&mut coded.body.as_slice(), &mut body).unwrap();
                    (format!("\"{hash}-br\""), body)
                }
                Some(_) => {
                    let body = zstd::decode_all(coded.body.as_slice()).unwrap();
                    (format!("\"{hash}-zstd\""), body)
                }
            };
            assert_eq!(body, plain.body, "{accepted}");
            assert_eq!(coded.header("etag"), tag, "{accepted}");
            let known = [("accept-encoding", accepted), ("if-none-match", &tag)];
            assert_eq!(
                app.anon.send("GET", &path, &known).await.status,
                304,
                "{accepted}"
            );
        }
        let gzip = [("accept-encoding", "gzip")];
        assert!(app.anon.send("GET", &path, &gzip).await.body.len() * 5 < plain.body.len());
    });
}
