use plan_core::plan::PublicId;
use plan_store::plans::{self, NewPlan, Plan};
use plan_store::{Connection, StoreError, public_plans, publishing, tokens};
use test_support::builders::{Team, base_plan, now};
use test_support::for_each_database;

pub(crate) fn create_plan(conn: &mut Connection, team: &Team) -> Result<Plan, StoreError> {
    let new = NewPlan {
        org_id: team.org,
        created_by: team.coach,
        athlete_id: Some(team.athlete),
        display_name: "Spring 10K".to_owned(),
        time_zone: None,
        base: base_plan(4),
    };
    plans::create(conn, new, now())
}

#[test]
fn a_plan_is_stored_published_and_read_by_both_names() {
    for_each_database(async |db| {
        let store = db.store();
        let (team, plan, published) = store
            .write(|conn| {
                let team = Team::create(conn, "Harriers")?;
                let token = team.token(conn, team.coach)?;
                assert!(tokens::authenticate(conn, token.reveal(), now())?.is_some());
                let plan = create_plan(conn, &team)?;
                let slug = "spring-10k".parse().unwrap();
                let published = publishing::publish(conn, plan.id, 1, Some(&slug), now())?;
                Ok::<_, StoreError>((team, plan, published))
            })
            .await
            .unwrap();
        let stored = store
            .read(move |conn| plans::load_for_member(conn, plan.id, team.athlete))
            .await
            .unwrap();
        assert_eq!(stored.base, base_plan(4));
        assert_eq!(stored.plan.short_id, Some(published.short_id));
        for name in [published.short_id.to_string(), "Spring-10K".to_owned()] {
            let id: PublicId = name.parse().unwrap();
            let public = db
                .read_only_store()
                .read(move |conn| public_plans::find_public(conn, &id))
                .await
                .unwrap()
                .unwrap();
            assert_eq!(public.base, base_plan(4));
            assert_eq!(public.version.version, 2);
        }
    });
}
