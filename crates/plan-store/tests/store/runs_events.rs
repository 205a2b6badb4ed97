//! What a run said, and the weeks it finished.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use plan_store::runs::{self, RunEvent, RunOutcome};
use plan_store::{Conflict, Connection, RunId, StoreError};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use test_support::builders::now;
use test_support::for_each_database;

use crate::Ground;
use crate::runs::{LEASE, begin_new, begun, is_lease_lost, new_run};

fn events(documents: &[&str]) -> Vec<String> {
    documents.iter().map(|&it| it.to_owned()).collect()
}

fn all_of(conn: &mut Connection, id: RunId) -> Result<Vec<RunEvent>, StoreError> {
    runs::events_after(conn, id, 0, 10_000)
}

#[test]
fn events_are_numbered_from_one_and_read_behind_any_number() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        let other = begun(&ground).await.id;
        let numbers = ground
            .write(move |conn| {
                let mut append =
                    |documents: &[&str]| runs::append(conn, id, 1, &events(documents), &[]);
                let numbers = [append(&["a"])?, append(&[])?, append(&["b", "c"])?];
                runs::append(conn, other, 1, &events(&["theirs"]), &[])?;
                let last = events(&["d", "e"]);
                let end = runs::finish(conn, id, 1, RunOutcome::Succeeded, "{}", &last, now())?;
                Ok((numbers, end))
            })
            .await;
        assert_eq!(numbers, ([1, 1, 3], 5));
        let all: Vec<RunEvent> = (1..)
            .zip(["a", "b", "c", "d", "e"])
            .map(|(sequence, document)| RunEvent {
                sequence,
                document: document.to_owned(),
            })
            .collect();
        for after in 0..=6 {
            for at_most in [0, 1, 2, 9] {
                let read = ground
                    .read(move |conn| runs::events_after(conn, id, after, at_most))
                    .await;
                let wanted: Vec<RunEvent> = all
                    .iter()
                    .filter(|event| event.sequence > after)
                    .take(at_most as usize)
                    .cloned()
                    .collect();
                assert_eq!(read, wanted, "after {after}, at most {at_most}");
            }
        }
    });
}

#[test]
fn side_by_side_appends_leave_no_gap() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        let stores = [ground.store.clone(), db.store()];
        let writers: Vec<_> = (0..12)
            .map(|writer| {
                let store = stores[writer % 2].clone();
                tokio::spawn(async move {
                    for round in 0..3 {
                        let said: Vec<String> = (0..=round)
                            .map(|n| format!("{writer}/{round}/{n}"))
                            .collect();
                        store
                            .write(move |conn| runs::append(conn, id, 1, &said, &[]))
                            .await
                            .unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let all = ground.read(move |conn| all_of(conn, id)).await;
        let numbers: Vec<u64> = all.iter().map(|event| event.sequence).collect();
        assert_eq!(numbers, (1..=12 * 6).collect::<Vec<u64>>());
        let documents: BTreeSet<&str> = all.iter().map(|event| event.document.as_str()).collect();
        assert_eq!(documents.len(), 12 * 6);
        // What one append said stands together.
        for pair in all.windows(2) {
            let [before, after] = [&pair[0].document, &pair[1].document];
            let (group, n) = before.rsplit_once('/').unwrap();
            let rest = after.rsplit_once('/').unwrap();
            let is_last = format!("/{n}").as_str() == &group[group.rfind('/').unwrap()..];
            assert!(is_last || rest.0 == group, "{before} then {after}");
        }
    });
}

#[test]
fn a_week_is_finished_once_and_comes_with_its_events() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let id = begun(&ground).await.id;
        for week in [2, 1, 52] {
            ground
                .write(move |conn| {
                    let document = format!("week {week}");
                    runs::append(conn, id, 1, &events(&["week"]), &[(week, &document)])
                })
                .await;
        }
        let again = ground
            .store
            .write(move |conn| runs::append(conn, id, 1, &events(&["again"]), &[(2, "other")]))
            .await;
        assert!(
            matches!(again, Err(StoreError::Conflict(Conflict::AlreadyExists(_)))),
            "{again:?}"
        );
        let (weeks, said) = ground
            .read(move |conn| Ok((runs::finished_weeks(conn, id)?, all_of(conn, id)?)))
            .await;
        let wanted = [1, 2, 52].map(|week| (week, format!("week {week}")));
        assert_eq!(weeks, BTreeMap::from(wanted));
        assert_eq!(said.len(), 3);
    });
}

/// What may happen to a run.
#[derive(Clone, Debug)]
enum Step {
    /// Attempt number `attempt` says so many things, and finishes so many weeks.
    Append { attempt: u64, said: u8, weeks: u8 },
    /// Its lease runs out and somebody takes it over.
    TakeOver,
    /// Attempt number `attempt` ends it.
    Finish { attempt: u64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let attempt = 1..5_u64;
    let step = prop_oneof![
        6 => (attempt.clone(), 0..4_u8, 0..3_u8)
            .prop_map(|(attempt, said, weeks)| Step::Append { attempt, said, weeks }),
        2 => Just(Step::TakeOver),
        1 => attempt.prop_map(|attempt| Step::Finish { attempt }),
    ];
    proptest::collection::vec(step, 1..24)
}

/// A run as it ought to be.
#[derive(Debug)]
struct Model {
    attempt: u64,
    ended: bool,
    said: Vec<String>,
    weeks: BTreeMap<u8, String>,
}

impl Model {
    /// Does the step on both sides; they have to agree about who may.
    fn step(&mut self, conn: &mut Connection, id: RunId, step: &Step) -> Result<(), StoreError> {
        let at = now() + LEASE;
        match *step {
            Step::Append {
                attempt,
                said,
                weeks,
            } => {
                let first = self.said.len();
                let said: Vec<String> = (first..first + usize::from(said))
                    .map(|n| format!("{attempt}: {n}"))
                    .collect();
                let next = u8::try_from(self.weeks.len() + 1).unwrap();
                let finished: Vec<(u8, String)> = (next..next + weeks)
                    .map(|number| (number, format!("{attempt}: week {number}")))
                    .collect();
                let weeks = finished
                    .iter()
                    .map(|(number, lines)| (*number, lines.as_str()));
                let weeks: Vec<_> = weeks.collect();
                let appended = runs::append(conn, id, attempt, &said, &weeks);
                if self.ended || attempt != self.attempt {
                    assert!(is_lease_lost(&appended), "{appended:?}");
                    return Ok(());
                }
                self.said.extend(said);
                self.weeks.extend(finished);
                assert_eq!(appended?, self.said.len() as u64);
            }
            Step::TakeOver => {
                let claimed = runs::claim_abandoned(conn, "next", at, 9, at)?;
                assert_eq!(claimed.len(), usize::from(!self.ended));
                self.attempt += u64::from(!self.ended);
            }
            Step::Finish { attempt } => {
                let last = ["done".to_owned()];
                let outcome = RunOutcome::Succeeded;
                let ended = runs::finish(conn, id, attempt, outcome, "{}", &last, at);
                if self.ended || attempt != self.attempt {
                    assert!(is_lease_lost(&ended), "{ended:?}");
                    return Ok(());
                }
                self.said.extend(last);
                self.ended = true;
                assert_eq!(ended?, self.said.len() as u64);
            }
        }
        Ok(())
    }
}

#[test]
fn whatever_happens_only_the_attempt_in_charge_is_heard_and_in_order() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let team = ground.team.clone();
        ground
            .write(move |conn| {
                let conn = RefCell::new(conn);
                let config = ProptestConfig {
                    cases: 64,
                    failure_persistence: None,
                    ..ProptestConfig::default()
                };
                let law = TestRunner::new(config).run(&steps(), |steps| {
                    let conn = &mut **conn.borrow_mut();
                    let run = begin_new(conn, new_run(&team)).unwrap();
                    let mut model = Model {
                        attempt: 1,
                        ended: false,
                        said: Vec::new(),
                        weeks: BTreeMap::new(),
                    };
                    for step in &steps {
                        model.step(conn, run.id, step).unwrap();
                    }
                    let kept = all_of(conn, run.id).unwrap();
                    let numbers: Vec<u64> = kept.iter().map(|event| event.sequence).collect();
                    prop_assert_eq!(numbers, (1..=model.said.len() as u64).collect::<Vec<_>>());
                    let said: Vec<String> = kept.into_iter().map(|event| event.document).collect();
                    prop_assert_eq!(said, model.said);
                    prop_assert_eq!(runs::finished_weeks(conn, run.id).unwrap(), model.weeks);
                    let attempt = runs::get(conn, run.id).unwrap().attempt;
                    prop_assert_eq!(attempt, model.attempt);
                    // The next case has nothing of this one to take over.
                    if !model.ended {
                        let outcome = RunOutcome::Failed;
                        runs::finish(conn, run.id, attempt, outcome, "{}", &[], now()).unwrap();
                    }
                    Ok(())
                });
                law.unwrap_or_else(|broken| panic!("{broken}"));
                Ok(())
            })
            .await;
    });
}
