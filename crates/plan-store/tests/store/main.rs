//! The store on both databases. Each file is a subject; each test runs on
//! SQLite, and on PostgreSQL where there is one.

#![allow(
    clippy::unwrap_used,
    reason = "in a test, what is not there is a failure"
)]

mod audit;
mod budgets;
mod library;
mod migrations;
mod operations;
mod organizations;
mod plans;
mod public;
mod publishing;
mod resolving;
mod runs;
mod runs_events;
mod runs_leases;
mod runs_retention;
mod store;
mod tokens;

use plan_store::plans::NewPlan;
use plan_store::{Connection, PlanId, Store, StoreError};
use test_support::TestDatabase;
use test_support::builders::{Team, base_plan, now};

/// A store with one team and its plan.
struct Ground {
    store: Store,
    team: Team,
    plan: PlanId,
}

impl Ground {
    async fn lay(db: &TestDatabase) -> Self {
        let store = db.store();
        let (team, plan) = store
            .write(|conn| {
                let team = Team::create(conn, "Harriers")?;
                let plan = plan_store::plans::create(conn, new_plan(&team), now())?.id;
                Ok::<_, StoreError>((team, plan))
            })
            .await
            .unwrap();
        Self { store, team, plan }
    }

    /// A second organization, to be kept out.
    async fn strangers(&self) -> Team {
        self.write(|conn| Team::create(conn, "Striders")).await
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.read(query).await.unwrap()
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write(work).await.unwrap()
    }
}

fn new_plan(team: &Team) -> NewPlan {
    NewPlan {
        org_id: team.org,
        created_by: team.coach,
        athlete_id: Some(team.athlete),
        display_name: "Spring 10K".to_owned(),
        time_zone: None,
        base: base_plan(4),
    }
}
