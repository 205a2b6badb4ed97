use chrono::{DateTime, TimeDelta, Utc};
use plan_core::plan::Slug;
use plan_store::publishing::{self, Published, SLUG_REST};
use plan_store::{Conflict, PlanId, StoreError, plans};
use test_support::builders::now;
use test_support::for_each_database;

use crate::{Ground, new_plan};

async fn publish(
    ground: &Ground,
    plan: PlanId,
    version: u64,
    slug: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Published, StoreError> {
    let slug: Option<Slug> = slug.map(|slug| slug.parse().unwrap());
    ground
        .store
        .write(move |conn| publishing::publish(conn, plan, version, slug.as_ref(), at))
        .await
}

async fn second_plan(ground: &Ground) -> PlanId {
    let new = new_plan(&ground.team);
    ground
        .write(move |conn| plans::create(conn, new, now()))
        .await
        .id
}

fn is_taken(result: &Result<Published, StoreError>) -> bool {
    matches!(result, Err(StoreError::Conflict(Conflict::SlugTaken(_))))
}

#[test]
fn a_plan_keeps_its_short_id_through_unpublishing() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = ground.plan;
        let first = publish(&ground, id, 1, None, now()).await.unwrap();
        assert_eq!((first.version, &first.slug), (2, &None));
        let version = ground
            .write(move |conn| publishing::unpublish(conn, id, 2, now()))
            .await;
        assert_eq!(version, 3);
        let later = now() + TimeDelta::days(1);
        let again = publish(&ground, id, 3, Some("spring-10k"), later)
            .await
            .unwrap();
        assert_eq!(again.short_id, first.short_id);
        assert_eq!(again.slug.unwrap().as_str(), "spring-10k");
        // Without a slug the one it has stays.
        let kept = publish(&ground, id, 4, None, later).await.unwrap();
        assert_eq!(kept.slug.unwrap().as_str(), "spring-10k");
        let coach = ground.team.coach;
        let (plan, _) = ground
            .read(move |conn| plans::header_for_member(conn, id, coach))
            .await;
        assert_eq!((plan.published, plan.published_at), (true, Some(later)));
        assert_eq!(plan.slug.unwrap().as_str(), "spring-10k");
    });
}

#[test]
fn a_slug_names_one_plan() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let other = second_plan(&ground).await;
        publish(&ground, ground.plan, 1, Some("spring-10k"), now())
            .await
            .unwrap();
        let refused = publish(&ground, other, 1, Some("Spring-10K"), now()).await;
        assert!(is_taken(&refused), "{refused:?}");
        // The refused publishing left the plan as it was.
        let free = publish(&ground, other, 1, Some("spring-10k-too"), now())
            .await
            .unwrap();
        assert_eq!(free.version, 2);
    });
}

#[test]
fn a_released_slug_rests_for_others_but_not_for_its_own_plan() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, other) = (ground.plan, second_plan(&ground).await);
        publish(&ground, id, 1, Some("spring-10k"), now())
            .await
            .unwrap();
        // Choosing another name releases the first.
        publish(&ground, id, 2, Some("autumn-10k"), now())
            .await
            .unwrap();
        let almost = now() + SLUG_REST - TimeDelta::seconds(1);
        assert!(is_taken(
            &publish(&ground, other, 1, Some("spring-10k"), almost).await
        ));
        let back = publish(&ground, id, 3, Some("spring-10k"), almost)
            .await
            .unwrap();
        assert_eq!(back.slug.unwrap().as_str(), "spring-10k");
        // Its rest is counted from the second release.
        ground
            .write(move |conn| publishing::remove_slug(conn, id, 4, almost))
            .await;
        let due = now() + SLUG_REST;
        assert!(is_taken(
            &publish(&ground, other, 1, Some("spring-10k"), due).await
        ));
        let rested = almost + SLUG_REST;
        let taken = publish(&ground, other, 1, Some("spring-10k"), rested)
            .await
            .unwrap();
        assert_eq!(taken.slug.unwrap().as_str(), "spring-10k");
        assert!(is_taken(
            &publish(&ground, id, 5, Some("spring-10k"), rested).await
        ));
    });
}

#[test]
fn a_deleted_plans_slug_rests_too() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (id, other) = (ground.plan, second_plan(&ground).await);
        publish(&ground, id, 1, Some("spring-10k"), now())
            .await
            .unwrap();
        ground
            .write(move |conn| plans::delete(conn, id, 2, now()))
            .await;
        assert!(is_taken(
            &publish(&ground, other, 1, Some("spring-10k"), now()).await
        ));
        let rested = now() + SLUG_REST;
        publish(&ground, other, 1, Some("spring-10k"), rested)
            .await
            .unwrap();
    });
}

#[test]
fn of_two_plans_that_want_a_slug_at_once_one_gets_it() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let mut wishes = Vec::new();
        for _ in 0..6 {
            let (store, plan) = (db.store(), second_plan(&ground).await);
            wishes.push(tokio::spawn(async move {
                let slug: Slug = "spring-10k".parse().unwrap();
                store
                    .write(move |conn| publishing::publish(conn, plan, 1, Some(&slug), now()))
                    .await
            }));
        }
        let mut granted = 0;
        for wish in wishes {
            let result = wish.await.unwrap();
            granted += usize::from(result.is_ok());
            assert!(result.is_ok() || is_taken(&result), "{result:?}");
        }
        assert_eq!(granted, 1);
    });
}
