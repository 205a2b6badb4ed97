use plan_core::plan::Level;
use plan_core::units::Distance;
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::library::{self, Imported, LibraryEntry, LibraryFilter, OnTaken};
use plan_store::{Conflict, Connection, LibraryWorkoutId, OrgId, StoreError};
use test_support::builders::now;
use test_support::{Engine, for_each_database};

use crate::Ground;

fn entry(name: &str, kind: WorkoutKind, miles: u16) -> LibraryEntry {
    LibraryEntry {
        name: name.to_owned(),
        level: None,
        workout: Workout::run(kind, Distance::from_miles(miles)),
    }
}

fn import(
    conn: &mut Connection,
    org: OrgId,
    entries: &[LibraryEntry],
    on_taken: OnTaken,
) -> Result<Vec<Imported>, StoreError> {
    let held = library::hold_names(conn, org)?;
    library::import(conn, &held, entries, on_taken, now())
}

/// What a write that cannot be is refused with.
async fn refused<T: Send + std::fmt::Debug + 'static>(
    ground: &Ground,
    work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
) -> StoreError {
    ground.store.write(work).await.unwrap_err()
}

#[test]
fn a_library_is_its_organizations_own() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let (org, coach) = (ground.team.org, ground.team.coach);
        let (tempo, hills) = ground
            .write(move |conn| {
                let tempo = entry("Tempo loop", WorkoutKind::Tempo, 6);
                let hills = entry("Hill repeats", WorkoutKind::HillRepeats, 5);
                library::insert(conn, strangers.org, &tempo, now())?;
                let tempo = library::insert(conn, org, &tempo, now())?;
                Ok((tempo, library::insert(conn, org, &hills, now())?))
            })
            .await;
        assert_eq!((tempo.version, tempo.created_at), (1, tempo.updated_at));
        let id = tempo.id;
        let listed = ground
            .read(move |conn| library::list_for_member(conn, org, coach))
            .await;
        assert_eq!(listed, [hills, tempo.clone()]);
        let found = ground.read(move |conn| library::get(conn, org, id)).await;
        assert_eq!(found, tempo);

        let (listed, page) = ground
            .read(move |conn| {
                let all = LibraryFilter::default();
                let spy = strangers.head_coach;
                let listed = library::list_for_member(conn, org, spy)?;
                Ok((listed, library::page_for_member(conn, org, spy, &all, 9)?))
            })
            .await;
        assert_eq!((listed, page.workouts), (vec![], vec![]));
        let unknown = LibraryWorkoutId::generate(now()).unwrap();
        for (org, id) in [(strangers.org, id), (org, unknown)] {
            let edit = entry("Mine now", WorkoutKind::Easy, 3);
            for error in [
                refused(&ground, move |conn| library::get(conn, org, id)).await,
                refused(&ground, move |conn| library::delete(conn, org, id, 1)).await,
                refused(&ground, move |conn| {
                    library::update(conn, org, id, 1, &edit, now())
                })
                .await,
            ] {
                assert!(
                    matches!(error, StoreError::NotFound("library workout")),
                    "{error:?}"
                );
            }
        }
        let nowhere = OrgId::generate(now()).unwrap();
        let error = refused(&ground, move |conn| {
            library::insert(conn, nowhere, &entry("x", WorkoutKind::Easy, 3), now())
        });
        let error = error.await;
        assert!(matches!(error, StoreError::NotFound("organization")));

        db.execute("UPDATE library_workouts SET document = '{\"v\":1,\"d\":{\"kind\":\"Nap\"}}'")
            .unwrap();
        let corrupt = ground
            .store
            .read(move |conn| library::list_for_member(conn, org, coach))
            .await;
        assert!(matches!(
            corrupt,
            Err(StoreError::Corrupt {
                table: "library_workouts",
                ..
            })
        ));
    });
}

#[test]
fn a_name_is_there_once_however_it_is_written() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let org = ground.team.org;
        let (loop_, other) = ground
            .write(move |conn| {
                let it =
                    library::insert(conn, org, &entry("Élan Loop", WorkoutKind::Easy, 5), now())?;
                let other =
                    library::insert(conn, org, &entry("Other", WorkoutKind::Easy, 5), now())?;
                Ok((it, other))
            })
            .await;
        for name in ["élan loop", "  ÉLAN   LOOP ", "Élan\tLoop"] {
            let again = entry(name, WorkoutKind::Tempo, 6);
            let renamed = again.clone();
            let imported = [entry("New", WorkoutKind::Easy, 4), again.clone()];
            for error in [
                refused(&ground, move |conn| {
                    library::insert(conn, org, &again, now())
                })
                .await,
                refused(&ground, move |conn| {
                    library::update(conn, org, other.id, 1, &renamed, now())
                })
                .await,
                refused(&ground, move |conn| {
                    import(conn, org, &imported, OnTaken::Refuse)
                })
                .await,
            ] {
                let StoreError::Conflict(Conflict::NameTaken(named)) = error else {
                    panic!("{error:?}");
                };
                assert_eq!(named, name);
            }
        }
        // A workout is no namesake of itself.
        let respelled = entry("ÉLAN loop", WorkoutKind::Easy, 5);
        let kept = ground
            .write(move |conn| library::update(conn, org, loop_.id, 1, &respelled, now()))
            .await;
        assert_eq!((kept.name.as_str(), kept.version), ("ÉLAN loop", 2));
        let names = ground.read(move |conn| library::names(conn, org)).await;
        let names = names
            .iter()
            .map(|(key, (_, version))| (key.to_string(), *version));
        assert_eq!(
            names.collect::<Vec<_>>(),
            [("other".to_owned(), 1), ("élan loop".to_owned(), 2)]
        );
    });
}

#[test]
fn a_write_is_about_one_version() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let org = ground.team.org;
        let id = ground
            .write(move |conn| {
                library::insert(conn, org, &entry("Loop", WorkoutKind::Easy, 5), now())
            })
            .await
            .id;
        let edit = LibraryEntry {
            level: Some(Level::Advanced),
            ..entry("Long loop", WorkoutKind::LongRun, 12)
        };
        let later = now() + chrono::TimeDelta::hours(1);
        let (edited, wanted) = (edit.clone(), edit.clone());
        let written = ground
            .write(move |conn| library::update(conn, org, id, 1, &edited, later))
            .await;
        assert_eq!((written.name, written.level), (wanted.name, wanted.level));
        assert_eq!(written.workout, wanted.workout);
        let moments = (written.created_at, written.updated_at);
        assert_eq!((written.version, moments), (2, (now(), later)));
        for error in [
            refused(&ground, move |conn| {
                library::update(conn, org, id, 1, &edit, later)
            })
            .await,
            refused(&ground, move |conn| library::delete(conn, org, id, 1)).await,
        ] {
            let StoreError::VersionMismatch { expected, actual } = error else {
                panic!("{error:?}");
            };
            assert_eq!((expected, actual), (1, 2));
        }
        ground
            .write(move |conn| library::delete(conn, org, id, 2))
            .await;
        let gone = refused(&ground, move |conn| library::get(conn, org, id)).await;
        assert!(matches!(gone, StoreError::NotFound(_)));
    });
}

#[test]
fn a_list_is_filtered_and_read_in_pages_by_name() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (org, coach) = (ground.team.org, ground.team.coach);
        use WorkoutKind::{Easy, LongRun, Tempo};
        let entries = [
            ("canal", Tempo, None),
            ("Big loop", Easy, None),
            ("a 50% loop", Easy, Some(Level::Beginner)),
            ("Étang loop", LongRun, Some(Level::Advanced)),
            ("under_score", Easy, None),
            ("B-side loop", LongRun, None),
        ]
        .map(|(name, kind, level)| LibraryEntry {
            level,
            ..entry(name, kind, 5)
        });
        ground
            .write(move |conn| import(conn, org, &entries, OnTaken::Refuse))
            .await;
        let all = [
            "a 50% loop",
            "B-side loop",
            "Big loop",
            "canal",
            "under_score",
            "Étang loop",
        ];
        let text = |text: &str| LibraryFilter {
            text: Some(text.to_owned()),
            ..LibraryFilter::default()
        };
        let of_kind = |kind| LibraryFilter {
            kind: Some(kind),
            ..LibraryFilter::default()
        };
        let for_beginners = LibraryFilter {
            level: Some(Level::Beginner),
            ..of_kind(Easy)
        };
        for (what, filter, expected) in [
            ("all", LibraryFilter::default(), &all[..]),
            ("a kind", of_kind(LongRun), &["B-side loop", "Étang loop"]),
            (
                "a level",
                for_beginners,
                &["a 50% loop", "Big loop", "under_score"],
            ),
            (
                "a text",
                text("LOOP"),
                &["a 50% loop", "B-side loop", "Big loop", "Étang loop"],
            ),
            ("other letters", text("étang"), &["Étang loop"]),
            ("no wildcard %", text("%"), &["a 50% loop"]),
            ("no wildcard _", text("_"), &["under_score"]),
            ("no escape", text("\\"), &[]),
        ] {
            for limit in [1, 2, 3, 100] {
                let mut found = Vec::new();
                let mut filter = filter.clone();
                for _ in 0..10 {
                    let asked = filter.clone();
                    let page = ground
                        .read(move |conn| library::page_for_member(conn, org, coach, &asked, limit))
                        .await;
                    assert!(page.workouts.len() <= limit as usize, "{what}");
                    found.extend(page.workouts.into_iter().map(|it| it.name));
                    filter.after = page.next;
                    if filter.after.is_none() {
                        break;
                    }
                }
                assert_eq!(found, expected, "{what}, {limit} a page");
            }
        }
    });
}

#[test]
fn an_import_is_all_or_nothing() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (org, coach) = (ground.team.org, ground.team.coach);
        let first = [
            entry("Loop", WorkoutKind::Easy, 5),
            entry("Canal", WorkoutKind::Tempo, 6),
        ];
        let again = first.clone();
        let made = ground
            .write(move |conn| import(conn, org, &first, OnTaken::Refuse))
            .await;
        assert!(made.iter().all(|it| (it.replaced, it.version) == (None, 1)));
        for (entries, on_taken) in [
            (again.clone().to_vec(), OnTaken::Refuse),
            (
                vec![
                    entry("New", WorkoutKind::Easy, 3),
                    entry("new", WorkoutKind::Easy, 3),
                ],
                OnTaken::Replace,
            ),
        ] {
            let error = refused(&ground, move |conn| import(conn, org, &entries, on_taken)).await;
            assert!(matches!(
                error,
                StoreError::Conflict(Conflict::NameTaken(_))
            ));
        }
        let replacing = [
            entry("LOOP", WorkoutKind::LongRun, 15),
            entry("Third", WorkoutKind::Easy, 3),
        ];
        let replaced = ground
            .write(move |conn| import(conn, org, &replacing, OnTaken::Replace))
            .await;
        let expected = Imported {
            id: made[0].id,
            replaced: Some(1),
            version: 2,
        };
        assert_eq!(replaced[0], expected);
        assert_eq!(replaced[1].replaced, None);
        let listed = ground
            .read(move |conn| library::list_for_member(conn, org, coach))
            .await;
        let listed = listed.iter().map(|it| (it.name.as_str(), it.workout.kind));
        assert_eq!(
            listed.collect::<Vec<_>>(),
            [
                ("Canal", WorkoutKind::Tempo),
                ("LOOP", WorkoutKind::LongRun),
                ("Third", WorkoutKind::Easy)
            ]
        );
    });
}

#[test]
fn a_library_holds_so_many_and_no_more() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let org = ground.team.org;
        let entries = |names: std::ops::Range<usize>| -> Vec<_> {
            let names = names.map(|number| format!("Loop {number}"));
            names
                .map(|name| entry(&name, WorkoutKind::Easy, 5))
                .collect()
        };
        let (all, more) = (entries(0..library::MOST), entries(1..library::MOST + 1));
        ground
            .write(move |conn| import(conn, org, &all, OnTaken::Refuse))
            .await;
        let one = more.last().unwrap().clone();
        for error in [
            refused(&ground, move |conn| library::insert(conn, org, &one, now())).await,
            refused(&ground, move |conn| {
                import(conn, org, &more, OnTaken::Replace)
            })
            .await,
        ] {
            assert!(
                matches!(error, StoreError::Conflict(Conflict::LibraryFull)),
                "{error:?}"
            );
        }
        // Replacing what is there takes no room.
        let same = entries(0..3);
        ground
            .write(move |conn| import(conn, org, &same, OnTaken::Replace))
            .await;
    });
}

#[test]
fn imports_side_by_side_do_not_make_doubles() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (org, coach) = (ground.team.org, ground.team.coach);
        let imports: Vec<_> = (0..4)
            .map(|_| {
                let store = ground.store.clone();
                tokio::spawn(async move {
                    let entries = [
                        entry("Loop", WorkoutKind::Easy, 5),
                        entry("Canal", WorkoutKind::Tempo, 6),
                    ];
                    let done =
                        store.write(move |conn| import(conn, org, &entries, OnTaken::Refuse));
                    done.await
                })
            })
            .collect();
        let mut succeeded = 0;
        for import in imports {
            match import.await.unwrap() {
                Ok(_) => succeeded += 1,
                Err(error) => assert!(
                    matches!(error, StoreError::Conflict(Conflict::NameTaken(_))),
                    "{error:?}"
                ),
            }
        }
        assert_eq!(succeeded, 1);
        let listed = ground
            .read(move |conn| library::list_for_member(conn, org, coach))
            .await;
        assert_eq!(listed.len(), 2);
    });
}

#[test]
fn workouts_of_before_names_counted_keep_theirs_and_get_a_key() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (org, coach) = (ground.team.org, ground.team.coach);
        // Back to the schema that knew neither names nor versions.
        while !ground
            .store
            .revert_migration()
            .await
            .unwrap()
            .starts_with("20261122091000")
        {}
        for (id, name) in [
            ("019a0000-0000-7000-8000-000000000001", "Loop"),
            ("019a0000-0000-7000-8000-000000000002", " loop"),
            ("019a0000-0000-7000-8000-000000000003", "Canal"),
        ] {
            db.execute(&format!(
                "INSERT INTO library_workouts (id, org_id, name, document, created_at) VALUES \
                 ('{id}', '{org}', '{name}', '{{\"v\":1,\"d\":{{\"kind\":\"Tempo\"}}}}', 7)"
            ))
            .unwrap();
        }
        ground.store.migrate().await.unwrap();
        let tempos = LibraryFilter {
            kind: Some(WorkoutKind::Tempo),
            ..LibraryFilter::default()
        };
        let page = ground
            .read(move |conn| library::page_for_member(conn, org, coach, &tempos, 9))
            .await;
        let names = page
            .workouts
            .iter()
            .map(|it| (it.name.as_str(), it.version));
        assert_eq!(
            names.collect::<Vec<_>>(),
            [("Canal", 1), ("Loop", 1), (" loop", 1)],
            "{}",
            match db.engine() {
                Engine::Sqlite => "SQLite",
                Engine::Postgres => "PostgreSQL",
            }
        );
    });
}
