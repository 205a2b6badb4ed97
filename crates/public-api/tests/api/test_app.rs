//! The service in this process, and somebody who writes what it reads.

use actix_web::dev::ServerHandle;
use chrono::{DateTime, Utc};
use plan_core::overlay::{OperationKind, OverlayId};
use plan_core::plan::{BasePlan, PlanStatus, Slug};
use plan_store::operations::{self, NewOperation};
use plan_store::plans::{self, NewPlan, PlanDetails};
use plan_store::publishing::{self, Published};
use plan_store::{PlanId, Store};
use public_api::{Clock, Config};
use test_support::TestDatabase;
use test_support::builders::{Team, now};
use web_base::server::ServerSettings;

use crate::client::Reader;

/// A running service over a test's database; stopped when dropped.
pub(crate) struct TestApp {
    pub(crate) anon: Reader,
    pub(crate) writer: Writer,
    handle: ServerHandle,
}

impl TestApp {
    pub(crate) async fn spawn(database: &TestDatabase) -> Self {
        Self::spawn_with(database, |_| {}).await
    }

    pub(crate) async fn spawn_with(
        database: &TestDatabase,
        configure: impl FnOnce(&mut Config),
    ) -> Self {
        let (anon, handle) = serve(database, configure);
        Self {
            anon,
            writer: Writer::of(database.store()).await,
            handle,
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let stop = self.handle.stop(false);
        tokio::spawn(stop);
    }
}

/// Somebody who reads, and what stops the service.
pub(crate) type Served = (Reader, ServerHandle);

/// What a test does not change: on one day all the time, because a page shows which.
pub(crate) fn settings(database: &TestDatabase) -> Config {
    Config {
        clock: Clock::new(now),
        ..Config::new(database.url().clone(), ServerSettings::for_tests())
    }
}

/// The service alone, over whatever the database holds.
pub(crate) fn serve(database: &TestDatabase, configure: impl FnOnce(&mut Config)) -> Served {
    let mut config = settings(database);
    configure(&mut config);
    let bound = public_api::bind(config).unwrap();
    let reader = Reader::of(format!("http://{}", bound.address()));
    let handle = bound.handle();
    bound.spawn();
    (reader, handle)
}

/// A coach's hands on the database; the public service has none.
pub(crate) struct Writer {
    store: Store,
    team: Team,
}

/// A plan and the version it was written to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    pub(crate) id: PlanId,
    pub(crate) version: u64,
}

impl Writer {
    pub(crate) async fn of(store: Store) -> Self {
        let team = store
            .write(|conn| Team::create(conn, "Club-MARKER"))
            .await
            .unwrap();
        Self { store, team }
    }

    /// A plan nobody can read yet.
    pub(crate) async fn create(&self, base: BasePlan) -> Written {
        let new = NewPlan {
            org_id: self.team.org,
            created_by: self.team.coach,
            athlete_id: Some(self.team.athlete),
            display_name: "Spring 10K".to_owned(),
            time_zone: Some("Pacific/Auckland".to_owned()),
            base,
        };
        let plan = self
            .store
            .write(|conn| plans::create(conn, new, now()))
            .await
            .unwrap();
        Written {
            id: plan.id,
            version: plan.version,
        }
    }

    pub(crate) async fn publish(&self, plan: &mut Written, slug: Option<&str>) -> Published {
        let Written { id, version } = *plan;
        let slug = slug.map(|slug| slug.parse::<Slug>().unwrap());
        let published = self
            .store
            .write(move |conn| publishing::publish(conn, id, version, slug.as_ref(), now()))
            .await
            .unwrap();
        plan.version = published.version;
        published
    }

    /// A plan anyone can read, and its ShortId.
    pub(crate) async fn published(&self, base: BasePlan) -> (Written, String) {
        let mut plan = self.create(base).await;
        let id = self.publish(&mut plan, None).await.short_id.to_string();
        (plan, id)
    }

    /// Gives the plan another name.
    pub(crate) async fn rename(&self, plan: &mut Written, name: &str) {
        let Written { id, version } = *plan;
        let details = PlanDetails {
            display_name: name.to_owned(),
            status: PlanStatus::Active,
            athlete_id: Some(self.team.athlete),
            time_zone: Some("Pacific/Auckland".to_owned()),
        };
        plan.version = self
            .store
            .write(move |conn| plans::set_details(conn, id, version, &details, now()))
            .await
            .unwrap();
    }

    pub(crate) async fn unpublish(&self, plan: &mut Written) {
        let Written { id, version } = *plan;
        plan.version = self
            .store
            .write(move |conn| publishing::unpublish(conn, id, version, now()))
            .await
            .unwrap();
    }

    pub(crate) async fn remove_slug(&self, plan: &mut Written) {
        let Written { id, version } = *plan;
        plan.version = self
            .store
            .write(move |conn| publishing::remove_slug(conn, id, version, now()))
            .await
            .unwrap();
    }

    pub(crate) async fn delete(&self, plan: Written) {
        let Written { id, version } = plan;
        self.store
            .write(move |conn| plans::delete(conn, id, version, now()))
            .await
            .unwrap();
    }

    /// Appends an operation; an injury gets a note.
    pub(crate) async fn perform(&self, plan: &mut Written, kind: OperationKind) -> OverlayId {
        self.perform_at(plan, kind, now()).await
    }

    /// The same at a time of its own.
    pub(crate) async fn perform_at(
        &self,
        plan: &mut Written,
        kind: OperationKind,
        at: DateTime<Utc>,
    ) -> OverlayId {
        let Written { id, version } = *plan;
        let new = NewOperation {
            actor: self.team.coach,
            kind,
            note: Some("note-MARKER".to_owned()),
        };
        let appended = self
            .store
            .write(move |conn| operations::append(conn, id, version, new, at))
            .await
            .unwrap();
        plan.version = appended.version;
        OverlayId(appended.sequence)
    }
}
