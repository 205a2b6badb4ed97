//! A service of the test's own on a free port, and clients who are somebody.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use coach_api::app::{self, Settings};
use coach_api::config::BurstLimit;
use plan_store::organizations::{self, Feature};
use plan_store::{PersonId, Store, StoreError};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use test_support::builders::{self, Team};
use test_support::{TestDatabase, for_each_database};
use web_base::server::ServerSettings;

use crate::{conformance, stream};

/// A client of programs on this machine, whatever proxy the environment names.
pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A running service and the people around it.
pub(crate) struct TestApp {
    pub(crate) database: TestDatabase,
    pub(crate) store: Store,
    pub(crate) team: Team,
    pub(crate) other_team: Team,
    /// A team whose organization has the coach agent off.
    pub(crate) plain_team: Team,
    pub(crate) anon: Client,
    pub(crate) coach: Client,
    pub(crate) head_coach: Client,
    pub(crate) athlete: Client,
    pub(crate) other_org_coach: Client,
    pub(crate) plain_coach: Client,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl TestApp {
    /// Starts a service over a migrated database.
    pub(crate) async fn spawn(database: TestDatabase) -> Self {
        let burst = BurstLimit {
            burst: 10_000,
            per_second: 1_000,
        };
        Self::spawn_with(database, burst).await
    }

    /// Starts a service that lets a token ask only so fast.
    pub(crate) async fn spawn_with(database: TestDatabase, burst: BurstLimit) -> Self {
        Self::spawn_changed(database, |settings| settings.burst = burst).await
    }

    /// Starts a service with other settings than usual.
    pub(crate) async fn spawn_changed(
        database: TestDatabase,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let store = database.store();
        let now = Arc::new(Mutex::new(builders::now()));
        let clock = Arc::clone(&now);
        let mut settings = Settings {
            clock: Arc::new(move || *clock.lock().unwrap()),
            ..Settings::new(store.clone(), "https://plans.example")
        };
        change(&mut settings);
        let bound = app::bind(settings, &ServerSettings::for_tests()).unwrap();
        let address = format!("http://{}", bound.address());
        bound.spawn();
        let [team, other_team, plain_team] = teams(&store).await;
        let client = |token: Option<String>| Client {
            http: http(),
            address: address.clone(),
            token,
        };
        let member =
            async |team: &Team, person: PersonId| client(Some(token(&store, team, person).await));
        Self {
            anon: client(None),
            coach: member(&team, team.coach).await,
            head_coach: member(&team, team.head_coach).await,
            athlete: member(&team, team.athlete).await,
            other_org_coach: member(&other_team, other_team.head_coach).await,
            plain_coach: member(&plain_team, plain_team.head_coach).await,
            database,
            store,
            team,
            other_team,
            plain_team,
            now,
        }
    }

    /// Lets time pass.
    pub(crate) fn set_now(&self, now: DateTime<Utc>) {
        *self.now.lock().unwrap() = now;
    }

    /// How many rows each table holds that a request could write to; what a
    /// refused request must leave as it is.
    pub(crate) fn row_counts(&self) -> Vec<Option<String>> {
        let tables = [
            "runs",
            "plans",
            "plan_bases",
            "operations",
            "injury_details",
            "slugs",
            "training_principles",
            "library_workouts",
            "audit_log",
        ];
        let counts =
            tables.map(|table| format!("SELECT '{table} ' || count(*) AS value FROM {table}"));
        let mut rows = self.database.texts(&counts.join(" UNION ALL "));
        for table in ["plans", "library_workouts"] {
            rows.extend(self.database.texts(&format!(
                "SELECT '{table} ' || coalesce(sum(version), 0) AS value FROM {table}"
            )));
        }
        rows.sort();
        rows
    }

    /// A draft request everybody would accept.
    pub(crate) fn draft_request(&self) -> Value {
        json!({"weeks": 4, "level": "intermediate", "org_id": self.team.org})
    }

    /// An edited draft of two weeks that everybody would accept.
    pub(crate) fn plan_request(&self) -> Value {
        json!({
            "weeks": 2,
            "level": "intermediate",
            "org_id": self.team.org,
            "refined_draft": DRAFT,
        })
    }

    /// A plan of two weeks from Monday, 2026-06-01, on: its id.
    pub(crate) async fn make_plan(&self) -> String {
        let run = self
            .coach
            .post("/api/v1/ai-coach/generate-plan", self.plan_request());
        let run = run.await.expect(StatusCode::OK);
        let made = self.coach.post(
            "/api/v1/plans",
            json!({
                "orgId": self.team.org,
                "runId": run["run_id"],
                "displayName": "Two weeks",
                "startDate": "2026-06-01",
                "athleteId": self.team.athlete,
            }),
        );
        let made = made.await.expect(StatusCode::CREATED);
        made["planId"].as_str().unwrap().to_owned()
    }
}

/// Two weeks that read without a complaint.
pub(crate) const DRAFT: &str = "\
# General fitness · 2 weeks · intermediate

## Week 1 · Base · 20 mi
- Mon: Rest
- Tue: Easy 5 mi
- Wed: Easy 4 mi
- Thu: Rest
- Fri: Easy 3 mi
- Sat: Rest
- Sun: Long 8 mi

## Week 2 · Base · 21 mi
- Mon: Rest
- Tue: Easy 5 mi
- Wed: Easy 4 mi
- Thu: Rest
- Fri: Easy 4 mi
- Sat: Rest
- Sun: Long 8 mi
";

/// Runs a test against a service on each database.
pub(crate) fn for_each_app(test: impl AsyncFn(TestApp)) {
    for_each_database(async |database| test(TestApp::spawn(database).await).await);
}

async fn teams(store: &Store) -> [Team; 3] {
    let made = store.write(|conn| {
        let plain = Team::create(conn, "Plain")?;
        organizations::set_feature(conn, plain.org, Feature::CoachAgent, false)?;
        Ok::<_, StoreError>([
            Team::create(conn, "Ours")?,
            Team::create(conn, "Others")?,
            plain,
        ])
    });
    made.await.unwrap()
}

async fn token(store: &Store, team: &Team, person: PersonId) -> String {
    let team = team.clone();
    let made = store.write(move |conn| team.token(conn, person));
    made.await.unwrap().reveal().to_owned()
}

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) address: String,
    pub(crate) token: Option<String>,
}

impl Client {
    /// A request of theirs, to be completed.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(&body)).await
    }

    /// A write that says which version it is about.
    pub(crate) async fn write(
        &self,
        method: Method,
        path: &str,
        version: u64,
        body: Value,
    ) -> Answer {
        let request = self
            .request(method, path)
            .header("If-Match", format!("\"{version}\""));
        Answer::to(request.json(&body)).await
    }

    /// A POST below a plan, about its current version.
    pub(crate) async fn lay(&self, plan: &str, path: &str, body: Value) -> Answer {
        let version = self.version(plan).await;
        let path = format!("/api/v1/plans/{plan}/{path}");
        self.write(Method::POST, &path, version, body).await
    }

    /// A DELETE below a plan, about its current version.
    pub(crate) async fn take_away(&self, plan: &str, path: &str) -> Answer {
        let version = self.version(plan).await;
        let path = format!("/api/v1/plans/{plan}/{path}");
        self.write(Method::DELETE, &path, version, Value::Null)
            .await
    }

    /// A plan as they read it.
    pub(crate) async fn plan(&self, plan: &str) -> Value {
        let answer = self.get(&format!("/api/v1/plans/{plan}")).await;
        answer.expect(StatusCode::OK)
    }

    async fn version(&self, plan: &str) -> u64 {
        self.plan(plan).await["version"].as_u64().unwrap()
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// Sends a request; the answer is one the document names.
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let response = client.execute(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let is_stream = headers
            .get("content-type")
            .is_some_and(|it| it == "text/event-stream");
        let body = if is_stream {
            stream::events(std::str::from_utf8(&bytes).unwrap())
        } else {
            serde_json::from_slice(&bytes).unwrap_or(Value::Null)
        };
        let answer = Self {
            status,
            headers,
            body,
        };
        conformance::check(
            &method,
            &path,
            status,
            answer.header("content-type"),
            &answer.body,
        );
        answer
    }

    /// The body of an answer that has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{:#}", self.body);
        self.body
    }

    /// Asserts a problem with this status and code.
    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, code: &str) {
        let found = (self.status.as_u16(), self.body["code"].as_str());
        assert_eq!(found, (status, Some(code)), "{:#}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
    }

    /// The pointers of a problem's faults.
    pub(crate) fn pointers(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array();
        errors
            .into_iter()
            .flatten()
            .filter_map(|fault| fault["pointer"].as_str())
            .collect()
    }

    /// A header, empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}
