use plan_store::audit::{self, AuditEntry};
use plan_store::{StoreError, plans};
use test_support::builders::now;
use test_support::for_each_database;

use crate::Ground;

fn deleted(ground: &Ground) -> AuditEntry {
    AuditEntry {
        org_id: ground.team.org,
        actor: ground.team.coach,
        action: "delete_plan".to_owned(),
        object: ground.plan.to_string(),
        before_version: Some(1),
        after_version: None,
        request_id: Some("req-1".to_owned()),
        at: now(),
    }
}

#[test]
fn the_audit_outlives_what_it_tells_of_and_never_changes() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (entry, id) = (deleted(&ground), ground.plan);
        let appended = entry.clone();
        ground
            .write(move |conn| {
                plans::delete(conn, id, 1, now())?;
                audit::append(conn, &[appended])
            })
            .await;
        let told = db.texts(
            "SELECT org_id || ' ' || actor || ' ' || action || ' ' || object || ' ' || \
             CAST(before_version AS TEXT) || ' ' || request_id || ' ' || CAST(at AS TEXT) AS value \
             FROM audit_log WHERE after_version IS NULL",
        );
        let AuditEntry {
            org_id,
            actor,
            object,
            at,
            ..
        } = entry;
        let at = at.timestamp_micros();
        let expected = format!("{org_id} {actor} delete_plan {object} 1 req-1 {at}");
        assert_eq!(told, [Some(expected)]);
        for statement in [
            "UPDATE audit_log SET action = 'nothing'",
            "DELETE FROM audit_log",
        ] {
            db.execute(statement).expect_err(statement);
        }
    });
}

#[test]
fn a_change_taken_back_takes_its_audit_back() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (entry, id) = (deleted(&ground), ground.plan);
        let failed: Result<(), StoreError> = ground
            .store
            .write(move |conn| {
                audit::append(conn, &[entry])?;
                plans::delete(conn, id, 9, now())
            })
            .await;
        assert!(matches!(failed, Err(StoreError::VersionMismatch { .. })));
        assert_eq!(db.texts("SELECT action AS value FROM audit_log"), []);
    });
}
