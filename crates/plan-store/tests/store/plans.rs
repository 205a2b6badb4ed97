use chrono::TimeDelta;
use plan_core::plan::PlanStatus;
use plan_store::plans::{self, PlanDetails, PlanFilter};
use plan_store::{StoreError, publishing};
use test_support::builders::{base_plan, now};
use test_support::for_each_database;

use crate::operations::injury;
use crate::{Ground, new_plan};

#[test]
fn a_plan_is_loaded_as_it_was_made() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (team, id) = (ground.team.clone(), ground.plan);
        let stored = ground
            .read(move |conn| plans::load_for_member(conn, id, team.athlete))
            .await;
        assert_eq!(stored.base, base_plan(4));
        assert_eq!(stored.role, plan_store::members::Role::Athlete);
        assert_eq!(stored.next_sequence(), 1);
        assert!(stored.operations.is_empty() && stored.injuries.is_empty());
        let plan = stored.plan;
        assert_eq!((plan.version, plan.status), (1, PlanStatus::Active));
        assert_eq!((plan.created_at, plan.updated_at), (now(), now()));
        assert_eq!(
            (plan.short_id, plan.slug, plan.published),
            (None, None, false)
        );
    });
}

#[test]
fn another_organizations_plan_does_not_exist() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let id = ground.plan;
        let missing = plan_store::PlanId::generate(now()).unwrap();
        for (plan, person) in [(id, strangers.head_coach), (missing, ground.team.coach)] {
            let loaded = ground
                .store
                .read(move |conn| plans::load_for_member(conn, plan, person))
                .await;
            assert!(matches!(loaded, Err(StoreError::NotFound("plan"))));
            let header = ground
                .store
                .read(move |conn| plans::header_for_member(conn, plan, person))
                .await;
            assert!(matches!(header, Err(StoreError::NotFound("plan"))));
        }
        let org = ground.team.org;
        let page = ground
            .read(move |conn| {
                plans::list_for_member(conn, org, strangers.coach, &PlanFilter::default(), 10)
            })
            .await;
        assert_eq!(page.plans, []);
    });
}

#[test]
fn an_athlete_of_another_organization_cannot_be_given_a_plan() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let mut new = new_plan(&ground.team);
        new.athlete_id = Some(strangers.athlete);
        let made = ground
            .store
            .write(move |conn| plans::create(conn, new, now()))
            .await;
        assert!(matches!(made, Err(StoreError::NotFound("athlete"))));

        let id = ground.plan;
        let details = PlanDetails {
            display_name: "Theirs".to_owned(),
            status: PlanStatus::Active,
            athlete_id: Some(strangers.athlete),
            time_zone: None,
        };
        let set = ground
            .store
            .write(move |conn| plans::set_details(conn, id, 1, &details, now()))
            .await;
        assert!(matches!(set, Err(StoreError::NotFound("athlete"))));
        let coach = ground.team.coach;
        let (plan, _) = ground
            .read(move |conn| plans::header_for_member(conn, id, coach))
            .await;
        assert_eq!(
            (plan.version, plan.display_name.as_str()),
            (1, "Spring 10K")
        );
    });
}

#[test]
fn plans_are_listed_in_pages_newest_first() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let team = ground.team.clone();
        let mut ids = vec![ground.plan];
        for number in 1..5 {
            let mut new = new_plan(&team);
            new.athlete_id = (number % 2 == 0).then_some(team.athlete);
            let at = now() + TimeDelta::seconds(number);
            ids.push(
                ground
                    .write(move |conn| plans::create(conn, new, at))
                    .await
                    .id,
            );
        }
        ids.reverse();
        let (org, coach, athlete) = (team.org, team.coach, team.athlete);
        let list = async |filter: PlanFilter, limit| {
            let page = ground
                .read(move |conn| plans::list_for_member(conn, org, coach, &filter, limit))
                .await;
            let found: Vec<_> = page.plans.iter().map(|plan| plan.id).collect();
            (found, page.next)
        };
        let (first, next) = list(PlanFilter::default(), 3).await;
        assert_eq!((first.as_slice(), next), (&ids[..3], Some(ids[2])));
        let after = PlanFilter {
            after: next,
            ..PlanFilter::default()
        };
        assert_eq!(list(after, 3).await, (ids[3..].to_vec(), None));
        assert_eq!(list(PlanFilter::default(), 5).await, (ids.clone(), None));

        let theirs = PlanFilter {
            athlete: Some(athlete),
            ..PlanFilter::default()
        };
        assert_eq!(list(theirs, 10).await.0, [ids[0], ids[2], ids[4]]);
        let paused = PlanFilter {
            status: Some(PlanStatus::Paused),
            ..PlanFilter::default()
        };
        assert_eq!(list(paused, 10).await, (vec![], None));
    });
}

#[test]
fn details_are_replaced_whole_and_can_be_cleared() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        let later = now() + TimeDelta::hours(1);
        let details = PlanDetails {
            display_name: "Autumn 10K".to_owned(),
            status: PlanStatus::Paused,
            athlete_id: None,
            time_zone: Some("Europe/Berlin".to_owned()),
        };
        let version = ground
            .write(move |conn| plans::set_details(conn, id, 1, &details, later))
            .await;
        assert_eq!(version, 2);
        let (plan, _) = ground
            .read(move |conn| plans::header_for_member(conn, id, coach))
            .await;
        assert_eq!(plan.display_name, "Autumn 10K");
        assert_eq!((plan.status, plan.athlete_id), (PlanStatus::Paused, None));
        assert_eq!(plan.time_zone.as_deref(), Some("Europe/Berlin"));
        assert_eq!((plan.version, plan.updated_at), (2, later));
    });
}

#[test]
fn deleting_a_plan_leaves_nothing_but_a_resting_slug() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = ground.plan;
        let coach = ground.team.coach;
        ground
            .write(move |conn| {
                let slug = "spring-10k".parse().unwrap();
                publishing::publish(conn, id, 1, Some(&slug), now())?;
                plan_store::operations::append(conn, id, 2, injury(coach, "knee"), now())?;
                let stale = plans::delete(conn, id, 2, now());
                assert!(matches!(
                    stale,
                    Err(StoreError::VersionMismatch {
                        expected: 2,
                        actual: 3
                    })
                ));
                plans::delete(conn, id, 3, now())
            })
            .await;
        for table in ["plans", "plan_bases", "operations", "injury_details"] {
            let left = db.texts(&format!("SELECT 'x' AS value FROM {table}"));
            assert_eq!(left, [], "{table}");
        }
        assert_eq!(db.texts("SELECT plan_id AS value FROM slugs"), [None]);
        let again = ground
            .store
            .write(move |conn| plans::delete(conn, id, 3, now()))
            .await;
        assert!(matches!(again, Err(StoreError::NotFound("plan"))));
    });
}

#[test]
fn a_generated_plan_can_be_neither_changed_nor_taken_away() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        for statement in [
            "UPDATE plan_bases SET document = '{}'",
            "UPDATE plan_bases SET revision = 2",
            "DELETE FROM plan_bases",
        ] {
            db.execute(statement).expect_err(statement);
        }
        let (id, coach) = (ground.plan, ground.team.coach);
        let stored = ground
            .read(move |conn| plans::load_for_member(conn, id, coach))
            .await;
        assert_eq!(stored.base, base_plan(4));
    });
}

#[test]
fn a_row_that_breaks_a_rule_is_corrupt_and_never_guessed() {
    for (statement, table) in [
        ("UPDATE plans SET status = 'Lost'", "plans"),
        ("UPDATE plans SET short_id = 'no-id'", "plans"),
        ("UPDATE plans SET created_at = 9223372036854775807", "plans"),
        ("UPDATE members SET role = 'owner'", "members"),
        (
            "INSERT INTO slugs (slug, plan_id) SELECT 'api', id FROM plans",
            "slugs",
        ),
        (
            "INSERT INTO plan_bases (plan_id, revision, document) \
             SELECT plan_id, 2, '{\"v\":1,\"d\":{\"settings\":{},\"weeks\":[]}}' FROM plan_bases",
            "plan_bases",
        ),
        (
            "INSERT INTO plan_bases (plan_id, revision, document) \
             SELECT plan_id, 2, '{\"v\":7,\"d\":null}' FROM plan_bases",
            "plan_bases",
        ),
        (
            "INSERT INTO operations (plan_id, sequence, actor, at, payload) \
             SELECT id, 1, 'x', 0, '{\"v\":1,\"d\":{\"Burn\":1}}' FROM plans",
            "operations",
        ),
        (
            "INSERT INTO operations (plan_id, sequence, actor, at, payload) \
             SELECT id, 2, 'x', 0, '{\"v\":1,\"d\":{\"Remove\":1}}' FROM plans",
            "operations",
        ),
    ] {
        for_each_database(async |db| {
            let ground = Ground::lay(&db).await;
            db.execute(statement).unwrap();
            let (id, coach) = (ground.plan, ground.team.coach);
            let loaded = ground
                .store
                .read(move |conn| plans::load_for_member(conn, id, coach))
                .await;
            let Err(StoreError::Corrupt { table: found, .. }) = loaded else {
                panic!("{statement}: {loaded:?}");
            };
            assert_eq!(found, table, "{statement}");
        });
    }
}
