use plan_store::members::{self, Role};
use plan_store::organizations::{self, Feature};
use plan_store::{OrgId, StoreError, principles};
use test_support::builders::{Team, now};
use test_support::for_each_database;

use crate::Ground;

#[test]
fn an_organization_is_found_by_id_and_listed_in_order() {
    for_each_database(async |db| {
        let store = db.store();
        let (early, late) = store
            .write(|conn| {
                let before = now() - chrono::TimeDelta::days(1);
                let late = organizations::create(conn, "Late", Some("America/Denver"), now())?;
                let early = organizations::create(conn, "Early", None, before)?;
                Ok::<_, StoreError>((early, late))
            })
            .await
            .unwrap();
        assert_eq!(late.time_zone.as_deref(), Some("America/Denver"));
        let (found, listed) = store
            .read({
                let id = late.id;
                move |conn| {
                    Ok::<_, StoreError>((organizations::get(conn, id)?, organizations::list(conn)?))
                }
            })
            .await
            .unwrap();
        assert_eq!(found, late);
        assert_eq!(listed, [early, late]);
        let unknown = OrgId::generate(now()).unwrap();
        let missing = store
            .read(move |conn| organizations::get(conn, unknown))
            .await;
        assert!(matches!(missing, Err(StoreError::NotFound("organization"))));
    });
}

#[test]
fn a_feature_is_off_until_it_is_turned_on() {
    for_each_database(async |db| {
        let store = db.store();
        let org = store
            .write(|conn| organizations::create(conn, "Harriers", None, now()))
            .await
            .unwrap()
            .id;
        for (turn, on) in [
            (None, false),
            (Some(true), true),
            (Some(true), true),
            (Some(false), false),
        ] {
            let found = store
                .write(move |conn| {
                    if let Some(turn) = turn {
                        organizations::set_feature(conn, org, Feature::CoachAgent, turn)?;
                    }
                    organizations::has_feature(conn, org, Feature::CoachAgent)
                })
                .await
                .unwrap();
            assert_eq!(found, on);
        }
        let unknown = OrgId::generate(now()).unwrap();
        let refused = store
            .write(move |conn| organizations::set_feature(conn, unknown, Feature::CoachAgent, true))
            .await;
        assert!(matches!(refused, Err(StoreError::NotFound("organization"))));
    });
}

#[test]
fn a_role_holds_in_its_organization_only() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let team = ground.team.clone();
        let role = async |person, org| {
            ground
                .read(move |conn| members::role_of(conn, person, org))
                .await
        };
        assert_eq!(role(team.athlete, team.org).await, Some(Role::Athlete));
        assert_eq!(role(team.coach, team.org).await, Some(Role::Coach));
        assert_eq!(role(team.head_coach, team.org).await, Some(Role::HeadCoach));
        assert_eq!(role(team.head_coach, strangers.org).await, None);
        assert_eq!(
            role(team.coach, OrgId::generate(now()).unwrap()).await,
            None
        );
        assert!(Role::HeadCoach > Role::Coach && Role::Coach > Role::Athlete);

        ground
            .write(move |conn| members::set_role(conn, team.org, team.athlete, Role::Coach))
            .await;
        assert_eq!(role(team.athlete, team.org).await, Some(Role::Coach));
        ground
            .write(move |conn| members::remove(conn, team.org, team.athlete))
            .await;
        assert_eq!(role(team.athlete, team.org).await, None);
        let again = ground
            .store
            .write(move |conn| members::remove(conn, team.org, team.athlete))
            .await;
        assert!(matches!(again, Err(StoreError::NotFound("member"))));
    });
}

#[test]
fn members_are_listed_by_name() {
    for_each_database(async |db| {
        let store = db.store();
        let team: Team = store
            .write(|conn| Team::create(conn, "Harriers"))
            .await
            .unwrap();
        let members = store
            .read(move |conn| members::list(conn, team.org))
            .await
            .unwrap();
        let names: Vec<_> = members
            .iter()
            .map(|member| member.display_name.as_str())
            .collect();
        assert_eq!(
            names,
            ["Harriers athlete", "Harriers coach", "Harriers head_coach"]
        );
    });
}

#[test]
fn a_principle_is_set_and_replaced_for_one_organization() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let (org, head) = (ground.team.org, ground.team.head_coach);
        assert_eq!(
            ground.read(move |conn| principles::get(conn, org)).await,
            None
        );
        for text in ["Run easy days easy.", "Läufe — \"locker\" 🏃\nand 'quotes'"] {
            ground
                .write(move |conn| principles::put(conn, org, text, head, now()))
                .await;
            let found = ground.read(move |conn| principles::get(conn, org)).await;
            assert_eq!(found.as_deref(), Some(text));
        }
        let theirs = ground
            .read(move |conn| principles::get(conn, strangers.org))
            .await;
        assert_eq!(theirs, None);
    });
}
