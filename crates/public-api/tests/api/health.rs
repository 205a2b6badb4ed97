use test_support::{TestDatabase, for_each_database, for_each_empty_database};

use crate::test_app::{TestApp, serve};

#[test]
fn with_a_current_schema_it_is_ready() {
    for_each_database(async |database| {
        let app = TestApp::spawn(&database).await;
        for path in ["/healthz", "/readyz"] {
            let answer = app.anon.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.json(), serde_json::json!({"status": "ok"}));
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    });
}

#[test]
fn without_a_schema_it_is_alive_and_not_ready_and_creates_nothing() {
    for_each_empty_database(async |database| {
        let (anon, _) = serve(&database, |_| {});
        assert_eq!(anon.get("/healthz").await.status, 200);
        for path in ["/readyz", "/api/plans/0000000"] {
            let answer = anon.get(path).await;
            let (status, code, _) = answer.problem();
            assert_eq!(status, 503, "{path}");
            let is_file = database.url().file().is_some();
            let expected = if is_file {
                // A file that is not there is a database that is away.
                "database_unavailable"
            } else {
                "schema_outdated"
            };
            assert_eq!(code, expected, "{path}");
            assert_eq!(answer.header("retry-after"), "5");
        }
        if let Some(file) = database.url().file() {
            assert!(!file.exists(), "it never creates a database");
        }
    });
}

#[test]
fn an_older_schema_is_not_ready_until_it_is_migrated() {
    for_each_database(async |database| {
        let store = database.store();
        store.revert_migration().await.unwrap();
        let (anon, _) = serve(&database, |_| {});
        let (status, code, _) = anon.get("/readyz").await.problem();
        assert_eq!((status, code.as_str()), (503, "schema_outdated"));
        store.migrate().await.unwrap();
        assert_eq!(anon.get("/readyz").await.status, 200);
    });
}

#[actix_web::test]
async fn a_role_without_its_rights_is_said_to_have_none() {
    let Some(database) = TestDatabase::postgres() else {
        return;
    };
    let name = database.texts("SELECT current_database()::text AS value");
    let role = format!("nobody_{}", name[0].as_deref().unwrap());
    database
        .execute(&format!("CREATE ROLE {role} LOGIN PASSWORD '{role}'"))
        .unwrap();
    let (anon, _) = serve(&database, |config| {
        config.database = database.url_for_role(&role);
    });
    let answer = anon.get("/readyz").await;
    database.execute(&format!("DROP ROLE {role}")).unwrap();
    let (status, code, _) = answer.problem();
    assert_eq!((status, code.as_str()), (503, "database_permission_denied"));
}

#[actix_web::test]
async fn a_database_that_is_away_is_said_to_be_away() {
    let database = TestDatabase::sqlite().await;
    let (anon, _) = serve(&database, |config| {
        config.database = "postgres://nobody@127.0.0.1:1/nothing".parse().unwrap();
    });
    let (status, code, _) = anon.get("/readyz").await.problem();
    assert_eq!((status, code.as_str()), (503, "database_unavailable"));
}
