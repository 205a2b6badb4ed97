//! Every route and everybody who might ask: who gets in, and what the others learn.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Answer, Client, TestApp, for_each_app};

/// What a route answers to whom: anon, an athlete whose plan it is, a coach, a
/// head coach of another organization, a head coach without the feature.
struct Route {
    method: Method,
    path: &'static str,
    body: Value,
    /// 200, 201 or 204 for who may; the code of the problem for who may not.
    athlete: Result<(), (u16, &'static str)>,
    coach: Result<(), (u16, &'static str)>,
    stranger: (u16, &'static str),
    without_feature: (u16, &'static str),
}

const HIDDEN: (u16, &str) = (404, "not_found");
const NOT_YOURS: (u16, &str) = (403, "not_your_organization");
const ROLE: Result<(), (u16, &str)> = Err((403, "role_required"));

/// Routes about `{org}`, in the order in which they can be tried on one plan.
fn routes(app: &TestApp) -> Vec<Route> {
    let of_org = |method: Method, path, body: Value, coach| Route {
        method,
        path,
        body,
        athlete: ROLE,
        coach,
        stranger: NOT_YOURS,
        without_feature: NOT_YOURS,
    };
    let of_plan = |method: Method, path, body: Value, athlete| Route {
        method,
        path,
        body,
        athlete,
        coach: Ok(()),
        stranger: HIDDEN,
        without_feature: HIDDEN,
    };
    let (get, post, put) = (Method::GET, Method::POST, Method::PUT);
    let (patch, delete) = (Method::PATCH, Method::DELETE);
    let none = Value::Null;
    let parse = json!({"org_id": app.team.org, "weeks": 2, "draft": crate::app::DRAFT});
    let principle = json!({"training_principle": "Easy days easy."});
    let workouts = json!({
        "orgId": app.team.org, "displayName": "Hills", "startDate": "2026-06-01",
        "workouts": [{"week": 1, "day": "Mon", "type": "Easy", "targetDistanceMeters": 5000}],
    });
    let mut routes = vec![
        of_org(
            post.clone(),
            "/api/v1/ai-coach/generate-draft",
            app.draft_request(),
            Ok(()),
        ),
        of_org(
            post.clone(),
            "/api/v1/ai-coach/generate-plan",
            app.plan_request(),
            Ok(()),
        ),
        of_org(
            post.clone(),
            "/api/v1/ai-coach/generate-draft/stream",
            app.draft_request(),
            Ok(()),
        ),
        of_org(
            post.clone(),
            "/api/v1/ai-coach/generate-plan/stream",
            app.plan_request(),
            Ok(()),
        ),
        of_org(
            post.clone(),
            "/api/v1/ai-coach/generate-plan/stream/incremental",
            app.plan_request(),
            Ok(()),
        ),
        of_org(post.clone(), "/api/v1/ai-coach/parse-draft", parse, Ok(())),
        of_org(
            put.clone(),
            "/api/v1/ai-coach/training-principle/{org}",
            principle,
            ROLE,
        ),
        of_org(
            delete.clone(),
            "/api/v1/ai-coach/training-principle/{org}",
            none.clone(),
            ROLE,
        ),
        of_org(
            get.clone(),
            "/api/v1/ai-coach/training-principle/{org}",
            none.clone(),
            Ok(()),
        ),
        of_org(post.clone(), "/api/v1/plans", workouts, Ok(())),
    ];
    let library = "/api/v1/organizations/{org}/workouts";
    let one = "/api/v1/organizations/{org}/workouts/{workouts}";
    let entry = json!({"name": "River loop", "line": "Easy 5 mi"});
    let longer = json!({"name": "River loop", "line": "Easy 6 mi"});
    let others = json!([{"name": "Canal tempo", "line": "Tempo 6 mi"}]);
    routes.extend([
        of_org(post.clone(), library, entry, Ok(())),
        of_org(get.clone(), library, none.clone(), Ok(())),
        of_org(get.clone(), one, none.clone(), Ok(())),
        of_org(put, one, longer, Ok(())),
        of_org(delete.clone(), one, none.clone(), Ok(())),
        of_org(
            post.clone(),
            "/api/v1/organizations/{org}/workouts/import",
            others,
            Ok(()),
        ),
    ]);
    // A run looks to others like one that does not exist, and is a coach's to read.
    for (method, path) in [
        (get.clone(), "/api/v1/ai-coach/runs/{run}"),
        (get.clone(), "/api/v1/ai-coach/runs/{run}/events"),
        (delete.clone(), "/api/v1/ai-coach/runs/{run}"),
    ] {
        routes.push(of_plan(method, path, none.clone(), ROLE));
    }
    // The organization is in the query; an athlete's list has their own plans.
    routes.push(Route {
        athlete: Ok(()),
        ..of_org(
            get.clone(),
            "/api/v1/plans?orgId={org}",
            none.clone(),
            Ok(()),
        )
    });
    let title = json!({"displayName": "Two weeks on"});
    let injury = json!({"bodyPart": "calf", "severity": 2, "reportedOn": "2026-06-08"});
    let edit = json!({"workoutId": "w10", "distanceMiles": 4.5});
    let swap = json!({"workoutId": "w3", "swapWith": "w4"});
    let vacation = json!({"startDate": "2026-06-02", "endDate": "2026-06-02", "loadPercent": 0});
    let made_up = json!({"sourceId": "{vacations}", "scope": "RestOfPlan"});
    let logged = json!({"workoutId": "w14", "status": "Completed"});
    for (method, path, body) in [
        (get, "/api/v1/plans/{plan}", none.clone()),
        (patch.clone(), "/api/v1/plans/{plan}", title),
        (
            post.clone(),
            "/api/v1/plans/{plan}/publish",
            json!({"slug": "two-weeks"}),
        ),
        (delete.clone(), "/api/v1/plans/{plan}/slug", none.clone()),
        (post.clone(), "/api/v1/plans/{plan}/unpublish", none.clone()),
        (post.clone(), "/api/v1/plans/{plan}/vacations", vacation),
        (
            post.clone(),
            "/api/v1/plans/{plan}/redistributions",
            made_up,
        ),
        (post.clone(), "/api/v1/plans/{plan}/injuries", injury),
        (
            patch,
            "/api/v1/plans/{plan}/injuries/{injuries}",
            json!({"resolvedOn": "2026-06-09"}),
        ),
        (post.clone(), "/api/v1/plans/{plan}/overrides", edit),
        (post.clone(), "/api/v1/plans/{plan}/moves", swap),
        (
            post.clone(),
            "/api/v1/plans/{plan}/days-off",
            json!({"date": "2026-06-05", "loadPercent": 0}),
        ),
        (post, "/api/v1/plans/{plan}/completions", logged),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/completions/{completions}",
            none.clone(),
        ),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/days-off/{days-off}",
            none.clone(),
        ),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/moves/{moves}",
            none.clone(),
        ),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/overrides/{overrides}",
            none.clone(),
        ),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/injuries/{injuries}",
            none.clone(),
        ),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/redistributions/{redistributions}",
            none.clone(),
        ),
        (
            delete.clone(),
            "/api/v1/plans/{plan}/vacations/{vacations}",
            none.clone(),
        ),
    ] {
        routes.push(of_plan(method, path, body, Ok(())));
    }
    routes.push(of_plan(delete, "/api/v1/plans/{plan}", none, ROLE));
    routes
}

/// Names in braces, and what they stand for.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl Names {
    fn fill(&self, text: &str) -> String {
        let fill = |text: String, (name, value): &(String, String)| {
            text.replace(&format!("{{{name}}}"), value)
        };
        self.0.iter().fold(text.to_owned(), fill)
    }

    fn learn(&mut self, name: &str, value: &Value) {
        self.0.retain(|(known, _)| known != name);
        self.0
            .push((name.to_owned(), value.as_str().unwrap().to_owned()));
    }
}

async fn ask(client: &Client, route: &Route, names: &Names) -> Answer {
    let request = client.request(route.method.clone(), &names.fill(route.path));
    let request = request.header("If-Match", "*");
    let body = names.fill(&route.body.to_string());
    Answer::to(match &route.body {
        Value::Null => request,
        _ => request
            .header("Content-Type", "application/json")
            .body(body),
    })
    .await
}

#[test]
fn every_route_lets_in_whom_it_should_and_tells_others_nothing() {
    for_each_app(async |app| {
        let mut names = Names::default();
        names.learn("org", &json!(app.team.org));
        names.learn("plan", &app.make_plan().await.into());
        let run = app
            .coach
            .post("/api/v1/ai-coach/generate-plan", app.plan_request())
            .await;
        names.learn("run", &run.body["run_id"]);
        for route in routes(&app) {
            let place = format!("{} {}", route.method, route.path);
            let before = app.row_counts();
            for (who, client, (status, code)) in [
                ("anon", &app.anon, (401, "unauthorized")),
                ("a stranger", &app.other_org_coach, route.stranger),
                (
                    "without the feature",
                    &app.plain_coach,
                    route.without_feature,
                ),
            ] {
                let answer = ask(client, &route, &names).await;
                let found = (answer.status.as_u16(), answer.body["code"].as_str());
                assert_eq!(
                    found,
                    (status, Some(code)),
                    "{place}, {who}: {:#}",
                    answer.body
                );
                let challenge = answer.header("www-authenticate");
                assert_eq!(challenge.is_empty(), status != 401, "{place}, {who}");
            }
            assert_eq!(
                app.row_counts(),
                before,
                "{place} wrote something for a stranger"
            );
            for (who, client, expected) in [
                ("the athlete", &app.athlete, route.athlete),
                ("a coach", &app.coach, route.coach),
            ] {
                // What can be had once only is the coach's, where the athlete may too.
                let once = route.method == Method::DELETE || route.path.ends_with("completions");
                if once && who == "the athlete" && expected.is_ok() {
                    continue;
                }
                let answer = ask(client, &route, &names).await;
                match expected {
                    Ok(()) => {
                        assert!(
                            answer.status.is_success(),
                            "{place}, {who}: {:#}",
                            answer.body
                        );
                        if let Some((_, name)) = route.path.rsplit_once('/')
                            && answer.body["id"].is_string()
                        {
                            names.learn(name, &answer.body["id"]);
                        }
                    }
                    Err((status, code)) => {
                        let found = (answer.status.as_u16(), answer.body["code"].as_str());
                        assert_eq!(
                            found,
                            (status, Some(code)),
                            "{place}, {who}: {:#}",
                            answer.body
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn the_matrix_has_every_route_of_the_document() {
    for_each_app(async |app| {
        let document: Value = serde_json::from_str(coach_api::openapi_document()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let shape = |path: &str| {
            let path = path.split('?').next().unwrap_or_default();
            let segments = path
                .split('/')
                .map(|part| if part.starts_with('{') { "{}" } else { part });
            segments.collect::<Vec<_>>().join("/")
        };
        let documented: BTreeSet<_> = paths
            .iter()
            // The root says what is below it, to anyone.
            .filter(|(path, _)| path.starts_with("/api/v1/"))
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap();
                methods
                    .keys()
                    .map(move |method| format!("{} {}", method.to_uppercase(), shape(path)))
            })
            .collect();
        let tried: BTreeSet<_> = routes(&app)
            .iter()
            .map(|route| format!("{} {}", route.method, shape(route.path)))
            .collect();
        assert_eq!(tried, documented);
    });
}

#[test]
fn an_athlete_sees_their_own_plans_and_nobody_elses() {
    for_each_app(async |app| {
        let own = app.make_plan().await;
        let other = app.make_plan().await;
        let path = format!("/api/v1/plans/{other}");
        let nobody = json!({"athleteId": null});
        let handed = app.coach.write(Method::PATCH, &path, 1, nobody);
        handed.await.expect(reqwest::StatusCode::OK);
        let list = app.athlete.get("/api/v1/plans").await.body;
        let ids = list["plans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|plan| &plan["planId"]);
        assert_eq!(ids.collect::<Vec<_>>(), [&json!(own)]);
        let hidden = app.athlete.get(&path).await;
        hidden.expect_problem(404, "not_found");
        let taken = app.athlete.lay(
            &own,
            "vacations",
            json!({
                "startDate": "2026-06-02", "endDate": "2026-06-02", "loadPercent": 0,
            }),
        );
        taken.await.expect(reqwest::StatusCode::CREATED);
    });
}

#[test]
fn a_token_is_for_one_organization_even_where_its_owner_is_in_two() {
    for_each_app(async |app| {
        let (theirs, person) = (app.other_team.org, app.team.coach);
        let joined = app.store.write(move |conn| {
            plan_store::members::set_role(
                conn,
                theirs,
                person,
                plan_store::members::Role::HeadCoach,
            )
        });
        joined.await.unwrap();
        let mut request = app.plan_request();
        request["org_id"] = json!(theirs);
        let run = app
            .other_org_coach
            .post("/api/v1/ai-coach/generate-plan", request.clone());
        let run = run.await.expect(reqwest::StatusCode::OK);
        let run = run["run_id"].as_str().unwrap();
        let made = app.other_org_coach.post(
            "/api/v1/plans",
            json!({"orgId": theirs, "runId": run, "displayName": "Theirs", "startDate": "2026-06-01"}),
        );
        let made = made.await.expect(reqwest::StatusCode::CREATED);
        let plan = made["planId"].as_str().unwrap();

        let generated = app
            .coach
            .post("/api/v1/ai-coach/generate-plan", request)
            .await;
        generated.expect_problem(403, "not_your_organization");
        for path in [
            format!("/api/v1/plans/{plan}"),
            format!("/api/v1/ai-coach/runs/{run}"),
        ] {
            app.coach.get(&path).await.expect_problem(404, "not_found");
        }
        let list = app
            .coach
            .get("/api/v1/plans")
            .await
            .expect(reqwest::StatusCode::OK);
        assert_eq!(list["plans"], json!([]));
    });
}
