use std::collections::BTreeMap;
use std::path::Path;

use plan_store::{SchemaState, StoreError, organizations};
use test_support::builders::now;
use test_support::{Engine, TestDatabase, for_each_database, for_each_empty_database};

use crate::Ground;

fn folders(engine: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../migrations")
        .join(engine);
    let mut names: Vec<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn both_databases_have_the_same_history() {
    assert_eq!(folders("sqlite"), folders("postgres"));
}

#[test]
fn the_schema_goes_up_down_and_up_again_with_data_in_it() {
    for_each_empty_database(async |db| {
        let store = db.store();
        let names = folders("sqlite");
        assert_eq!(store.schema_state().await.unwrap(), SchemaState::Missing);
        assert_eq!(store.migrate().await.unwrap(), names);
        assert_eq!(store.migrate().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.schema_state().await.unwrap(), SchemaState::Current);

        let ground = Ground::lay(&db).await;
        let (id, coach) = (ground.plan, ground.team.coach);
        ground
            .write(move |conn| {
                plan_store::operations::append(
                    conn,
                    id,
                    1,
                    crate::operations::injury(coach, "knee"),
                    now(),
                )
            })
            .await;
        let up = tables(&db);
        for (left, name) in names.iter().enumerate().rev() {
            let version = store.revert_migration().await.unwrap();
            assert!(name.starts_with(&version), "{version}");
            let state = if left == 0 {
                SchemaState::Missing
            } else {
                SchemaState::Outdated
            };
            assert_eq!(store.schema_state().await.unwrap(), state);
        }
        assert_eq!(tables(&db), BTreeMap::new());
        let below = store.revert_migration().await;
        assert!(matches!(below, Err(StoreError::Migration(_))), "{below:?}");
        assert_eq!(store.migrate().await.unwrap(), names);
        assert_eq!(tables(&db), up);
    });
}

#[test]
fn asking_about_the_schema_creates_nothing() {
    for_each_empty_database(async |db| {
        for store in [db.store(), db.read_only_store()] {
            assert_eq!(store.schema_state().await.unwrap(), SchemaState::Missing);
        }
        match db.engine() {
            Engine::Sqlite => assert!(!db.url().file().unwrap().exists()),
            Engine::Postgres => assert_eq!(
                db.texts(
                    "SELECT tablename::text AS value FROM pg_tables WHERE schemaname = 'public'"
                ),
                []
            ),
        }
    });
}

#[test]
fn an_outdated_schema_is_called_so_also_by_a_query() {
    for_each_database(async |db| {
        let store = db.store();
        for _ in folders("sqlite") {
            store.revert_migration().await.unwrap();
        }
        let listed = db.read_only_store().read(organizations::list).await;
        assert!(
            matches!(listed, Err(StoreError::SchemaOutdated(_))),
            "{listed:?}"
        );
    });
}

#[test]
fn a_newer_history_is_current_for_an_older_program() {
    for_each_database(async |db| {
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')")
            .unwrap();
        let state = db.read_only_store().schema_state().await.unwrap();
        assert_eq!(state, SchemaState::Current);
    });
}

#[test]
fn replicas_that_migrate_at_once_do_it_once() {
    for_each_empty_database(async |db| {
        let replicas: Vec<_> = (0..4)
            .map(|_| {
                let store = db.store();
                tokio::spawn(async move { store.migrate().await })
            })
            .collect();
        let mut applied = 0;
        for replica in replicas {
            applied += replica.await.unwrap().unwrap().len();
        }
        assert_eq!(applied, folders("sqlite").len());
        assert_eq!(
            db.store().schema_state().await.unwrap(),
            SchemaState::Current
        );
    });
}

#[test]
fn schema_rs_says_what_the_migrations_made() {
    let declared = declared_columns();
    for_each_database(async |db| {
        assert_eq!(tables(&db), declared);
    });
}

/// Table → column → type and nullability, in diesel's words.
type Tables = BTreeMap<String, BTreeMap<String, String>>;

fn declared_columns() -> Tables {
    let mut tables = Tables::new();
    let mut table = String::new();
    for line in include_str!("../../src/schema.rs").lines() {
        let line = line.trim();
        if let Some((column, kind)) = line.split_once(" -> ") {
            let kind = kind.trim_end_matches(',').to_owned();
            if !line.starts_with("joinable!") {
                tables
                    .entry(table.clone())
                    .or_default()
                    .insert(column.to_owned(), kind);
            }
        } else if let Some((name, _)) = line.split_once(" (")
            && line.ends_with(") {")
        {
            name.clone_into(&mut table);
        }
    }
    tables
}

fn tables(db: &TestDatabase) -> Tables {
    let query = match db.engine() {
        Engine::Sqlite => {
            "SELECT t.name || '|' || c.name || '|' || lower(c.type) || '|' || \
             CASE c.\"notnull\" WHEN 1 THEN 'NO' ELSE 'YES' END AS value \
             FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
        }
        Engine::Postgres => {
            "SELECT table_name || '|' || column_name || '|' || data_type || '|' || is_nullable \
             AS value FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
        }
    };
    let mut tables = Tables::new();
    for row in db.texts(query).into_iter().flatten() {
        let [table, column, kind, nullable] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let kind = match kind {
            "text" => "Text",
            "bigint" => "BigInt",
            "boolean" => "Bool",
            "blob" | "bytea" => "Binary",
            other => panic!("{table}.{column} is {other}, which is not portable"),
        };
        let kind = match nullable {
            "YES" => format!("Nullable<{kind}>"),
            _ => kind.to_owned(),
        };
        tables
            .entry(table.to_owned())
            .or_default()
            .insert(column.to_owned(), kind);
    }
    tables
}
