use plan_core::overlay::{OperationKind, Overlay};
use plan_core::plan::PublicId;
use plan_store::operations::append;
use plan_store::public_plans::{PublicPlan, find_public, public_version};
use plan_store::publishing::{publish, remove_slug, unpublish};
use plan_store::{Store, StoreError, plans};
use test_support::builders::{base_plan, now};
use test_support::{Engine, TestDatabase, for_each_database};

use crate::Ground;
use crate::operations::injury;

async fn find(store: &Store, id: &str) -> Option<PublicPlan> {
    let id: PublicId = id.parse().unwrap();
    store
        .read(move |conn| {
            let found = find_public(conn, &id)?;
            let version = public_version(conn, &id)?;
            assert_eq!(version, found.as_ref().map(|plan| plan.version));
            Ok::<_, StoreError>(found)
        })
        .await
        .unwrap()
}

/// The plan published as `spring-10k` with an injury on it, version 3.
async fn published(ground: &Ground) -> String {
    let (id, coach) = (ground.plan, ground.team.coach);
    let published = ground
        .write(move |conn| {
            let slug = "spring-10k".parse().unwrap();
            let published = publish(conn, id, 1, Some(&slug), now())?;
            append(conn, id, 2, injury(coach, "knee"), now())?;
            Ok(published)
        })
        .await;
    published.short_id.to_string()
}

#[test]
fn only_a_published_plan_is_found_and_by_either_name() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let reader = db.read_only_store();
        assert_eq!(find(&reader, "spring-10k").await, None);
        let short_id = published(&ground).await;
        let id = ground.plan;

        let by_slug = find(&reader, "Spring-10K").await.unwrap();
        let by_id = find(&reader, &short_id).await.unwrap();
        assert_eq!(by_slug, by_id);
        assert_eq!(by_id.base, base_plan(4));
        assert_eq!(by_id.version.short_id.to_string(), short_id);
        assert_eq!((by_id.version.version, by_id.created_at), (3, now()));
        assert_eq!(find(&reader, "spring-11k").await, None);
        assert_eq!(
            find(
                &reader,
                &short_id.to_lowercase().replace(char::is_numeric, "x")
            )
            .await,
            None
        );

        ground
            .write(move |conn| remove_slug(conn, id, 3, now()))
            .await;
        assert_eq!(find(&reader, "spring-10k").await, None);
        assert!(find(&reader, &short_id).await.is_some());

        ground
            .write(move |conn| unpublish(conn, id, 4, now()))
            .await;
        assert_eq!(find(&reader, &short_id).await, None);

        ground
            .write(move |conn| {
                publish(conn, id, 5, None, now())?;
                plans::delete(conn, id, 6, now())
            })
            .await;
        assert_eq!(find(&reader, &short_id).await, None);
    });
}

#[test]
fn a_reader_never_sees_what_hurts() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        published(&ground).await;
        let plan = find(&db.read_only_store(), "spring-10k").await.unwrap();
        let OperationKind::Add(Overlay::Injury(injury)) = &plan.operations[0].kind else {
            panic!("{:?}", plan.operations);
        };
        assert_eq!(injury.body_part().as_str(), "part-1");
        assert!(!format!("{plan:?}").contains("knee"));
        assert_eq!(plan.written_at, [now()], "one for each operation");
    });
}

#[test]
fn a_read_only_store_cannot_write() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = ground.plan;
        let refused = db
            .read_only_store()
            .write(move |conn| publish(conn, id, 1, None, now()))
            .await;
        assert!(
            matches!(refused, Err(StoreError::ReadOnly(_))),
            "{refused:?}"
        );
        assert_eq!(db.texts("SELECT short_id AS value FROM plans"), [None]);
    });
}

/// A login role of its own, gone when the test ends.
struct Role<'a> {
    db: &'a TestDatabase,
    name: String,
}

impl<'a> Role<'a> {
    fn create(db: &'a TestDatabase) -> Self {
        let database = db.texts("SELECT current_database()::text AS value");
        let name = format!("reader_{}", database[0].as_deref().unwrap());
        db.execute(&format!("CREATE ROLE {name} LOGIN PASSWORD '{name}'"))
            .unwrap();
        Self { db, name }
    }
}

impl Drop for Role<'_> {
    fn drop(&mut self) {
        let name = &self.name;
        let _ = self
            .db
            .execute(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
    }
}

#[test]
fn the_public_role_reads_published_plans_and_nothing_about_people() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        if db.engine() == Engine::Sqlite {
            let refused = ground.store.grant_public_reader("reader").await;
            assert!(matches!(refused, Err(StoreError::InvalidUrl(_))));
            return;
        }
        let short_id = published(&ground).await;
        let role = Role::create(&db);
        // What somebody granted by hand does not outlast the grant.
        db.execute(&format!("GRANT SELECT ON injury_details TO {}", role.name))
            .unwrap();
        ground.store.grant_public_reader(&role.name).await.unwrap();

        let reader = Store::open_read_only(&db.url_for_role(&role.name), TestDatabase::options());
        assert!(find(&reader, &short_id).await.is_some());
        assert!(find(&reader, "spring-10k").await.is_some());
        assert_eq!(
            reader.schema_state().await.unwrap(),
            plan_store::SchemaState::Current
        );

        for query in [
            "SELECT body_part FROM injury_details",
            "SELECT secret_hash FROM api_tokens",
            "SELECT display_name FROM people",
            "SELECT person_id FROM members",
            "SELECT principle FROM training_principles",
            "SELECT result FROM runs",
            "SELECT document FROM run_requests",
            "SELECT document FROM run_events",
            "SELECT document FROM run_weeks",
            "SELECT tokens FROM token_days",
            "SELECT tokens FROM token_reservations",
            "SELECT action FROM audit_log",
            "SELECT name FROM library_workouts",
            "SELECT name FROM organizations",
            "SELECT athlete_id FROM plans",
            "SELECT created_by FROM plans",
            "SELECT org_id FROM plans",
            "SELECT actor FROM operations",
            "SET default_transaction_read_only = off; UPDATE plans SET version = 9",
            "SET default_transaction_read_only = off; DELETE FROM plans",
        ] {
            let refused = reader
                .write(move |conn| {
                    use diesel::connection::SimpleConnection;
                    Ok::<_, StoreError>(conn.batch_execute(query)?)
                })
                .await;
            let Err(StoreError::ReadOnly(message)) = refused else {
                panic!("{query}: {refused:?}");
            };
            assert!(
                message.contains("permission denied") || query.starts_with("SET"),
                "{query}: {message}"
            );
        }
        for unknown in ["no_such_role", "", "Robert\"; DROP TABLE plans", "PUBLIC"] {
            let refused = ground.store.grant_public_reader(unknown).await;
            assert!(
                matches!(refused, Err(StoreError::NotFound("role"))),
                "{unknown}: {refused:?}"
            );
        }
    });
}
