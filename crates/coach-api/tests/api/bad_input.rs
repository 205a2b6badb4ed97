//! What a request gets that cannot be right: its status, its code, a pointer to
//! each fault, and nothing written.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, Client, TestApp, for_each_app};

const DRAFT: &str = "/api/v1/ai-coach/generate-draft";
const PLAN: &str = "/api/v1/ai-coach/generate-plan";
const PARSE: &str = "/api/v1/ai-coach/parse-draft";
const PLANS: &str = "/api/v1/plans";

/// A request and what it must get.
struct Case {
    what: String,
    client: Client,
    method: Method,
    path: String,
    body: Sent,
    if_match: Option<&'static str>,
    status: u16,
    code: &'static str,
    pointers: Vec<String>,
}

enum Sent {
    Json(Value),
    Raw(String, &'static str),
}

/// Cases against one address, each a request that would be accepted but for one thing.
struct Table<'a> {
    path: String,
    method: Method,
    client: &'a Client,
    good: Value,
    cases: Vec<Case>,
}

impl<'a> Table<'a> {
    fn of(client: &'a Client, method: Method, path: impl Into<String>, good: Value) -> Self {
        Self {
            path: path.into(),
            method,
            client,
            good,
            cases: Vec::new(),
        }
    }

    /// The good body with some members replaced (`null` is absence).
    fn with(&self, members: Value) -> Value {
        let mut body = self.good.clone();
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    }

    fn case(&mut self, what: &str, body: Sent, status: u16, code: &'static str) -> &mut Case {
        self.cases.push(Case {
            what: what.to_owned(),
            client: self.client.clone(),
            method: self.method.clone(),
            path: self.path.clone(),
            body,
            if_match: Some("*"),
            status,
            code,
            pointers: Vec::new(),
        });
        self.cases.last_mut().unwrap()
    }

    /// 422 with exactly these pointers.
    fn faults(&mut self, what: &str, members: Value, pointers: &[&str]) {
        let body = Sent::Json(self.with(members));
        let case = self.case(what, body, 422, "invalid_body");
        case.pointers = pointers
            .iter()
            .map(|pointer| format!("#/{pointer}"))
            .collect();
    }

    /// The good body, asked by somebody who may not.
    fn as_somebody(&mut self, who: &str, client: &Client, status: u16, code: &'static str) {
        // A body with a fault, because who asks is settled first.
        let body = self.with(json!({"wekks": 1}));
        self.case(who, Sent::Json(body), status, code).client = client.clone();
    }

    /// What no JSON body of ours survives.
    fn broken_bodies(&mut self) {
        let json = "application/json";
        let deep = format!("{}{}", "[".repeat(33), "]".repeat(33));
        let large = format!("{{\"x\":\"{}\"}}", "x".repeat(256 * 1024));
        for (what, text, media_type, status, code) in [
            (
                "broken JSON",
                "{\"weeks\":".to_owned(),
                json,
                400,
                "invalid_json",
            ),
            ("an empty body", String::new(), json, 400, "invalid_json"),
            ("nested too deep", deep, json, 400, "invalid_json"),
            (
                "a duplicate key",
                "{\"a\":1,\"a\":1}".to_owned(),
                json,
                400,
                "duplicate_key",
            ),
            ("an oversized body", large, json, 413, "body_too_large"),
            (
                "another media type",
                "{}".to_owned(),
                "text/plain",
                415,
                "unsupported_media_type",
            ),
        ] {
            self.case(what, Sent::Raw(text, media_type), status, code);
        }
        let no_object = self.case("no object", Sent::Json(json!([])), 422, "invalid_body");
        no_object.pointers = vec!["#".to_owned()];
    }
}

impl Case {
    async fn check(&self, app: &TestApp) {
        let before = app.row_counts();
        let mut request = self.client.request(self.method.clone(), &self.path);
        if let Some(version) = self.if_match {
            request = request.header("If-Match", version);
        }
        let answer = Answer::to(match &self.body {
            Sent::Json(body) => request.json(body),
            Sent::Raw(text, media_type) => request
                .header("Content-Type", *media_type)
                .body(text.clone()),
        });
        let answer = answer.await;
        let place = format!("{} {}: {}", self.method, self.path, self.what);
        let found = (answer.status.as_u16(), answer.body["code"].as_str());
        assert_eq!(
            found,
            (self.status, Some(self.code)),
            "{place}: {:#}",
            answer.body
        );
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{place}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{place}");
        assert_eq!(
            answer.body["request_id"],
            answer.header("x-request-id"),
            "{place}"
        );
        if self.status == 422 && self.code != "draft_unreadable" {
            assert_eq!(
                answer.pointers(),
                self.pointers,
                "{place}: {:#}",
                answer.body
            );
        }
        assert_eq!(app.row_counts(), before, "{place} wrote something");
    }
}

async fn check(app: &TestApp, tables: impl IntoIterator<Item = Table<'_>>) {
    for table in tables {
        for case in table.cases {
            case.check(app).await;
        }
    }
}

/// What every generation request refuses.
fn shared_by_generations(app: &TestApp, table: &mut Table<'_>) {
    for weeks in [
        json!(0),
        json!(53),
        json!(-1),
        json!("16"),
        json!(2.5),
        json!(1e30),
    ] {
        table.faults(
            &format!("weeks {weeks}"),
            json!({"weeks": weeks}),
            &["weeks"],
        );
    }
    table.faults(
        "unknown members",
        json!({"wekks": 1, "a/b": 2}),
        &["a~1b", "wekks"],
    );
    table.faults("no weeks", json!({"weeks": null}), &["weeks"]);
    table.faults("no organization", json!({"org_id": null}), &["org_id"]);
    table.faults("no id", json!({"org_id": "ours"}), &["org_id"]);
    table.broken_bodies();

    let theirs = json!({"org_id": app.other_team.org, "weeks": 0});
    let nobodys = json!({"org_id": "019a0000-0000-7000-8000-000000000000", "weeks": 0});
    let feature_off = json!({"org_id": app.plain_team.org, "weeks": 0});
    for (what, members) in [
        ("another organization", theirs),
        ("no organization's id", nobodys),
    ] {
        let body = table.with(members);
        table.case(what, Sent::Json(body), 403, "not_your_organization");
    }
    let body = table.with(feature_off);
    let off = table.case("the feature off", Sent::Json(body), 403, "feature_disabled");
    off.client = app.plain_coach.clone();
    table.as_somebody("no token", &app.anon, 401, "unauthorized");
    table.as_somebody("an athlete's token", &app.athlete, 403, "role_required");
    let stranger = Client {
        token: Some("strata_000000000000_0000000000000000000000000000000000000000000000000".into()),
        ..app.anon.clone()
    };
    table.as_somebody("an unknown token", &stranger, 401, "unauthorized");
}

#[test]
fn a_generation_is_refused_with_every_fault_named() {
    for_each_app(async |app| {
        let coach = &app.coach;
        let mut draft = Table::of(coach, Method::POST, DRAFT, app.draft_request());
        shared_by_generations(&app, &mut draft);
        for (what, members, pointers) in [
            (
                "an unknown level",
                json!({"level": "expert"}),
                &["level"][..],
            ),
            (
                "a malformed date",
                json!({"start_date": "2026-6-1"}),
                &["start_date"],
            ),
            (
                "a day that is none",
                json!({"start_date": "2026-02-30"}),
                &["start_date"],
            ),
            (
                "an unknown preference",
                json!({"workout_preference": "mine"}),
                &["workout_preference"],
            ),
            (
                "a long prompt",
                json!({"additional_prompt": "x".repeat(4097)}),
                &["additional_prompt"],
            ),
            (
                "a long principle",
                json!({"training_principle": "x".repeat(16385)}),
                &["training_principle"],
            ),
            (
                "U+0000",
                json!({"additional_prompt": "a\0b"}),
                &["additional_prompt"],
            ),
            (
                "an unknown race",
                json!({"race": {"distance": "Ultra", "when": 1}}),
                &["race/distance", "race/when"],
            ),
            (
                "a race time in words",
                json!({"race": {"distance": "TenK", "target_time": "fast"}}),
                &["race/target_time"],
            ),
            (
                "an impossible race time",
                json!({"race": {"distance": "TenK", "target_time": "0:01"}}),
                &["race/target_time"],
            ),
            ("a VDOT of 9", json!({"vdot": 9}), &["vdot"]),
            (
                "two fitnesses",
                json!({"vdot": 50, "recent_race": {"distance": "TenK", "time": "50:00"}}),
                &["recent_race"],
            ),
            (
                "half a recent race",
                json!({"recent_race": {"distance": "TenK"}}),
                &["recent_race/time"],
            ),
            (
                "a race nobody runs",
                json!({"recent_race": {"distance": "TenK", "time_seconds": 60}}),
                &["recent_race"],
            ),
            (
                "two days a week",
                json!({"days_per_week": 2}),
                &["days_per_week"],
            ),
            (
                "no weekday",
                json!({"long_run_day": "Funday"}),
                &["long_run_day"],
            ),
            (
                "no weekdays",
                json!({"unavailable_days": ["Mon", "x", 3]}),
                &["unavailable_days/1", "unavailable_days/2"],
            ),
            (
                "a weekday twice",
                json!({"unavailable_days": ["Mon", "Tue", "monday"]}),
                &["unavailable_days"],
            ),
            (
                "minutes of no day",
                json!({"max_minutes": {"Mon": 30, "Monday": 40, "x": 9}}),
                &["max_minutes/Monday", "max_minutes/x"],
            ),
            (
                "too many minutes",
                json!({"max_minutes": {"tue": 1441}}),
                &["max_minutes/tue"],
            ),
            ("unknown units", json!({"units": "miles"}), &["units"]),
            (
                "an unknown pattern",
                json!({"progression_pattern": "Up"}),
                &["progression_pattern"],
            ),
            (
                "a week of 999 miles",
                json!({"weekly_distance": 999}),
                &["weekly_distance"],
            ),
            (
                "half a run/walk",
                json!({"run_walk": {"run_minutes": 31}}),
                &["run_walk/run_minutes", "run_walk/walk_minutes"],
            ),
            (
                "an unknown fallback",
                json!({"fallback": "magic"}),
                &["fallback"],
            ),
            (
                "a seed too large",
                json!({"seed": 9_007_199_254_740_992_i64}),
                &["seed"],
            ),
            (
                "everything at once",
                json!({"weeks": 53, "level": "x", "weekly_distance": 999, "more": 1}),
                &["weeks", "level", "weekly_distance", "more"],
            ),
        ] {
            draft.faults(what, members, pointers);
        }
        let contradicting =
            json!({"start_date": "2026-06-01", "race": {"distance": "TenK", "date": "2026-12-06"}});
        let body = draft.with(contradicting);
        draft
            .case(
                "dates that contradict",
                Sent::Json(body),
                422,
                "dates_contradict",
            )
            .pointers = vec!["#/start_date".to_owned(), "#/race/date".to_owned()];
        let nowhere =
            json!({"unavailable_days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]});
        let body = draft.with(nowhere);
        draft
            .case(
                "no day left",
                Sent::Json(body),
                422,
                "constraints_contradict",
            )
            .pointers = vec!["#/unavailable_days".to_owned()];

        let mut plan = Table::of(coach, Method::POST, PLAN, app.plan_request());
        shared_by_generations(&app, &mut plan);
        plan.faults("an unknown level", json!({"level": "expert"}), &["level"]);
        plan.faults(
            "a draft of 9 characters",
            json!({"refined_draft": "Mon: Rest"}),
            &["refined_draft"],
        );
        plan.faults(
            "no draft",
            json!({"refined_draft": null}),
            &["refined_draft"],
        );
        plan.faults(
            "a draft too long",
            json!({"refined_draft": "x".repeat(65537)}),
            &["refined_draft"],
        );
        plan.faults(
            "weeks that contradict the draft",
            json!({"weeks": 3}),
            &["weeks"],
        );

        let parse = json!({"org_id": app.team.org, "weeks": 2, "draft": "## Week 1\n- Mon: Rest"});
        let mut parse = Table::of(coach, Method::POST, PARSE, parse);
        shared_by_generations(&app, &mut parse);
        parse.faults("no draft", json!({"draft": null}), &["draft"]);
        parse.faults(
            "a draft too long",
            json!({"draft": "x".repeat(65537)}),
            &["draft"],
        );
        parse.faults("unknown units", json!({"units": "miles"}), &["units"]);

        let principle = format!("/api/v1/ai-coach/training-principle/{}", app.team.org);
        let good = json!({"training_principle": "Easy days easy."});
        let mut principle = Table::of(&app.head_coach, Method::PUT, principle, good);
        principle.faults(
            "a blank principle",
            json!({"training_principle": " \n"}),
            &["training_principle"],
        );
        principle.faults(
            "no principle",
            json!({"training_principle": null}),
            &["training_principle"],
        );
        principle.faults(
            "a long principle",
            json!({"training_principle": "x".repeat(16385)}),
            &["training_principle"],
        );
        principle.faults("unknown members", json!({"more": 1}), &["more"]);
        principle.broken_bodies();
        principle.as_somebody("no token", &app.anon, 401, "unauthorized");
        principle.as_somebody("a coach's token", &app.coach, 403, "role_required");
        principle.as_somebody("an athlete's token", &app.athlete, 403, "role_required");
        principle.as_somebody(
            "another head coach's",
            &app.other_org_coach,
            403,
            "not_your_organization",
        );

        check(&app, [draft, plan, parse, principle]).await;
    });
}

#[test]
fn lines_nobody_can_read_are_refused_all_at_once() {
    for_each_app(async |app| {
        let mut request = app.plan_request();
        let draft = crate::app::DRAFT
            .replacen("- Tue: Easy 5 mi", "- Tue: wibble wobble", 1)
            .replacen("- Fri: Easy 4 mi", "- Fri: whatever feels right", 1);
        request["refined_draft"] = draft.into();
        let before = app.row_counts();
        let refused = app.coach.post(PLAN, request).await;
        refused.expect_problem(422, "draft_unreadable");
        let lines = refused.body["lines"].as_array().unwrap();
        let told = lines.iter().map(|line| {
            assert!(!line["expected"].as_str().unwrap().is_empty());
            (
                line["line"].as_u64().unwrap(),
                line["text"].as_str().unwrap(),
            )
        });
        let expected = [
            (5, "- Tue: wibble wobble"),
            (17, "- Fri: whatever feels right"),
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
        assert_eq!(refused.pointers(), ["#/refined_draft", "#/refined_draft"]);
        assert_eq!(app.row_counts(), before);
    });
}

#[test]
fn a_plan_or_a_layer_is_refused_with_every_fault_named() {
    for_each_app(async |app| {
        let coach = &app.coach;
        let run = coach.post(PLAN, app.plan_request()).await.body["run_id"].clone();
        let drafted = coach.post(DRAFT, app.draft_request()).await.body["run_id"].clone();
        let mut theirs = app.plan_request();
        theirs["org_id"] = json!(app.other_team.org);
        let theirs = app.other_org_coach.post(PLAN, theirs).await.body["run_id"].clone();
        assert!(theirs.is_string());
        let plan = app.make_plan().await;

        let good = json!({
            "orgId": app.team.org, "runId": run, "displayName": "Mine", "startDate": "2026-06-01",
        });
        let mut plans = Table::of(coach, Method::POST, PLANS, good);
        for (what, members, pointers) in [
            (
                "neither run nor workouts",
                json!({"runId": null}),
                &["runId"][..],
            ),
            ("no title", json!({"displayName": null}), &["displayName"]),
            (
                "a blank title",
                json!({"displayName": "  "}),
                &["displayName"],
            ),
            ("no organization", json!({"orgId": null}), &["orgId"]),
            (
                "relative weeks without a start",
                json!({"startDate": null}),
                &["startDate"],
            ),
            (
                "a malformed start",
                json!({"startDate": "June 1"}),
                &["startDate"],
            ),
            (
                "another organization's run",
                json!({"runId": theirs}),
                &["runId"],
            ),
            (
                "a run that made a draft",
                json!({"runId": drafted}),
                &["runId"],
            ),
            ("no run's id", json!({"runId": "x"}), &["runId"]),
            (
                "another organization's athlete",
                json!({"athleteId": app.other_team.athlete}),
                &["athleteId"],
            ),
            (
                "no time zone",
                json!({"timeZone": "Mars/Base"}),
                &["timeZone"],
            ),
            (
                "unknown members",
                json!({"start_date": "2026-06-01"}),
                &["start_date"],
            ),
            (
                "both sources",
                json!({"workouts": [{"week": 1, "day": "Mon", "type": "Rest"}]}),
                &["workouts"],
            ),
            (
                "no workouts",
                json!({"runId": null, "workouts": []}),
                &["workouts"],
            ),
            (
                "workouts with faults",
                json!({"runId": null, "workouts": [{"week": 0, "day": "x", "type": "Jog", "more": 1}]}),
                &[
                    "workouts/0/week",
                    "workouts/0/day",
                    "workouts/0/type",
                    "workouts/0/more",
                ],
            ),
            (
                "a run of nothing",
                json!({"runId": null, "workouts": [{"week": 1, "day": "Mon", "type": "Easy"}]}),
                &["workouts/0/targetDistanceMeters"],
            ),
            (
                "a date that contradicts its week",
                json!({"runId": null, "workouts": [{"week": 1, "day": "Mon", "date": "2026-06-02", "type": "Rest"}]}),
                &["workouts/0/date"],
            ),
            (
                "a crowded day",
                json!({"runId": null, "workouts": vec![json!({"week": 1, "day": "Mon", "type": "Strength"}); 5]}),
                &["workouts/3/day", "workouts/4/day"],
            ),
            (
                "a run around the world",
                json!({"runId": null, "workouts": [{"week": 1, "day": "Mon", "type": "Easy", "targetDistanceMeters": 1e9}]}),
                &["workouts/0/targetDistanceMeters"],
            ),
            (
                "steps that never end",
                json!({"runId": null, "workouts": [{"week": 1, "day": "Mon", "type": "Intervals", "steps": [
                    {"type": "Repeat", "times": 99, "segments": [
                        {"role": "Work", "distanceMeters": 400_000, "target": {"type": "Open"}},
                    ]},
                ]}]}),
                &["workouts/0/steps"],
            ),
            (
                "nothing, repeated",
                json!({"runId": null, "workouts": [{"week": 1, "day": "Mon", "type": "Intervals", "steps": [
                    {"type": "Repeat", "times": 2, "segments": []},
                ]}]}),
                &["workouts/0/steps/0/segments"],
            ),
            (
                "texts with what nobody sees",
                json!({"runId": null, "displayName": "a\u{202E}b", "workouts": [
                    {"week": 1, "day": "Mon", "type": "Rest", "name": "a\nb", "description": "a\u{1B}[31m"},
                ]}),
                &["workouts/0/name", "workouts/0/description", "displayName"],
            ),
        ] {
            plans.faults(what, members, pointers);
        }
        plans.broken_bodies();
        let body = plans.with(json!({
            "runId": null,
            "workouts": [{"week": 1, "day": "Sun", "type": "Race"}],
            "raceGoal": {"distance": "TenK", "raceDate": "2027-01-03"},
        }));
        plans
            .case(
                "dates that contradict",
                Sent::Json(body),
                422,
                "dates_contradict",
            )
            .pointers = vec!["#/startDate".to_owned(), "#/raceGoal/raceDate".to_owned()];
        let body = plans.with(json!({"orgId": app.other_team.org}));
        plans.case(
            "another organization",
            Sent::Json(body),
            403,
            "not_your_organization",
        );
        plans.as_somebody("no token", &app.anon, 401, "unauthorized");
        plans.as_somebody("an athlete's token", &app.athlete, 403, "role_required");

        let below = |path: &str| format!("{PLANS}/{plan}/{path}");
        let mut vacations = Table::of(
            coach,
            Method::POST,
            below("vacations"),
            json!({"startDate": "2026-06-02", "endDate": "2026-06-05", "loadPercent": 50}),
        );
        vacations.faults("a load of 81", json!({"loadPercent": 81}), &["loadPercent"]);
        vacations.faults(
            "an end before its start",
            json!({"endDate": "2026-06-01"}),
            &["endDate"],
        );
        vacations.faults(
            "a load of 150 and an end before its start",
            json!({"endDate": "2026-06-01", "loadPercent": 150}),
            &["loadPercent", "endDate"],
        );
        vacations.faults(
            "nothing",
            json!({"startDate": null, "endDate": null, "loadPercent": null}),
            &["startDate", "endDate", "loadPercent"],
        );
        vacations.faults(
            "unknown members",
            json!({"load_percent": 5}),
            &["load_percent"],
        );
        vacations.broken_bodies();
        vacations.as_somebody("no token", &app.anon, 401, "unauthorized");
        vacations.as_somebody(
            "another organization's coach",
            &app.other_org_coach,
            404,
            "not_found",
        );
        let good = Sent::Json(vacations.good.clone());
        vacations
            .case("no If-Match", good, 428, "precondition_required")
            .if_match = None;
        for stale in ["\"7\"", "W/\"1\"", "1"] {
            let good = Sent::Json(vacations.good.clone());
            vacations
                .case("a version that is not", good, 412, "version_mismatch")
                .if_match = Some(stale);
        }

        let mut injuries = Table::of(
            coach,
            Method::POST,
            below("injuries"),
            json!({"bodyPart": "calf", "severity": 3, "reportedOn": "2026-06-02"}),
        );
        injuries.faults(
            "severity 11 nowhere",
            json!({"severity": 11, "bodyPart": " "}),
            &["bodyPart", "severity"],
        );
        injuries.faults(
            "resolved before it came",
            json!({"resolvedOn": "2026-06-01"}),
            &["resolvedOn"],
        );
        injuries.faults(
            "severity 0, resolved before it came",
            json!({"severity": 0, "resolvedOn": "2026-06-01"}),
            &["severity", "resolvedOn"],
        );

        let mut overrides = Table::of(
            coach,
            Method::POST,
            below("overrides"),
            json!({"workoutId": "w2", "distanceMiles": 3}),
        );
        overrides.faults(
            "nothing to change",
            json!({"distanceMiles": null}),
            &["workoutId"],
        );
        overrides.faults(
            "two distances",
            json!({"distanceKilometers": 3}),
            &["distanceKilometers"],
        );
        overrides.faults(
            "a description that turns itself around",
            json!({"description": "a\u{2066}b"}),
            &["description"],
        );
        overrides.faults("an unknown type", json!({"type": "Jog"}), &["type"]);
        overrides.faults(
            "a duration in words",
            json!({"duration": "45 min"}),
            &["duration"],
        );
        overrides.faults(
            "both a workout and a day",
            json!({"date": "2026-06-02"}),
            &["date"],
        );
        overrides.faults(
            "an added one without a type",
            json!({"workoutId": null, "date": "2026-06-02"}),
            &["type"],
        );
        let body = overrides.with(json!({"workoutId": "w99"}));
        overrides
            .case("no such workout", Sent::Json(body), 422, "not_in_plan")
            .pointers = vec!["#/workoutId".to_owned()];

        let mut moves = Table::of(
            coach,
            Method::POST,
            below("moves"),
            json!({"workoutId": "w2", "toDate": "2026-06-04"}),
        );
        moves.faults("nowhere", json!({"toDate": null}), &["toDate"]);
        moves.faults("two places", json!({"swapWith": "w3"}), &["swapWith"]);
        moves.faults("another week", json!({"toDate": "2026-06-09"}), &["toDate"]);

        let mut days_off = Table::of(
            coach,
            Method::POST,
            below("days-off"),
            json!({"date": "2026-06-02", "loadPercent": 0}),
        );
        days_off.faults("a load of 5", json!({"loadPercent": 5}), &["loadPercent"]);

        let mut redistributions = Table::of(
            coach,
            Method::POST,
            below("redistributions"),
            json!({"sourceId": "o1", "scope": "NextNWeeks", "weeks": 1}),
        );
        redistributions.faults("no weeks", json!({"weeks": null}), &["weeks"]);
        redistributions.faults(
            "a date for weeks",
            json!({"untilDate": "2026-06-10"}),
            &["untilDate"],
        );
        redistributions.faults("an unknown scope", json!({"scope": "Forever"}), &["scope"]);
        let body = Sent::Json(redistributions.good.clone());
        redistributions
            .case("no such source", body, 422, "not_in_plan")
            .pointers = vec!["#/sourceId".to_owned()];

        let mut completions = Table::of(
            coach,
            Method::POST,
            below("completions"),
            json!({"workoutId": "w2", "status": "Completed"}),
        );
        completions.faults("pending", json!({"status": "Pending"}), &["status"]);
        completions.faults("effort 21", json!({"actualEffort": 21}), &["actualEffort"]);
        completions.faults(
            "skipped with a distance",
            json!({"status": "Skipped", "actualDistanceMiles": 3}),
            &["actualDistanceMiles"],
        );

        let mut publish = Table::of(
            coach,
            Method::POST,
            below("publish"),
            json!({"slug": "ours"}),
        );
        publish.faults("a reserved slug", json!({"slug": "plans"}), &["slug"]);
        publish.faults("a ShortId as a slug", json!({"slug": "abcdefg"}), &["slug"]);

        let mut update = Table::of(
            coach,
            Method::PATCH,
            format!("{PLANS}/{plan}"),
            json!({"displayName": "Ours"}),
        );
        update.faults("an unknown status", json!({"status": "Done"}), &["status"]);
        update.faults(
            "a blank title",
            json!({"displayName": ""}),
            &["displayName"],
        );
        update.faults(
            "a title of two lines",
            json!({"displayName": "a\nb"}),
            &["displayName"],
        );
        update.faults(
            "a stranger",
            json!({"athleteId": app.other_team.athlete}),
            &["athleteId"],
        );

        check(
            &app,
            [
                plans,
                vacations,
                injuries,
                overrides,
                moves,
                days_off,
                redistributions,
                completions,
                publish,
                update,
            ],
        )
        .await;
    });
}
