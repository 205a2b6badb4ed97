//! Every column and every text inside a document, and who may see it. A column that
//! is not in this list fails the test until somebody has decided.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use test_support::{Engine, TestDatabase};

use Seen::{Documents, Everyone, Nobody, Words};

/// Who may see the texts of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Those who hold the plan's id.
    Everyone,
    /// Nobody: what is in it is looked for everywhere.
    Nobody,
    /// Words of a closed list, which say nothing of anyone.
    Words,
    /// JSON, whose texts are classified by [`MEMBERS`].
    Documents,
}

/// Every column that holds text or bytes.
const COLUMNS: &[(&str, &[(&str, Seen)])] = &[
    (
        "__diesel_schema_migrations",
        &[("version", Words), ("run_on", Words)],
    ),
    (
        "api_tokens",
        &[
            ("id", Nobody),
            ("key_id", Nobody),
            ("secret_hash", Nobody),
            ("org_id", Nobody),
            ("person_id", Nobody),
            ("name", Nobody),
            ("scopes", Words),
        ],
    ),
    (
        "audit_log",
        &[
            ("id", Nobody),
            ("org_id", Nobody),
            ("actor", Nobody),
            ("action", Nobody),
            ("object", Nobody),
            ("request_id", Nobody),
        ],
    ),
    (
        "injury_details",
        &[
            ("plan_id", Nobody),
            ("part", Nobody),
            ("body_part", Nobody),
            ("note", Nobody),
        ],
    ),
    (
        "library_workouts",
        &[
            ("id", Nobody),
            ("org_id", Nobody),
            ("name", Nobody),
            ("document", Documents),
            ("name_key", Nobody),
            ("kind", Words),
            ("level", Words),
        ],
    ),
    (
        "members",
        &[("org_id", Nobody), ("person_id", Nobody), ("role", Words)],
    ),
    (
        "operations",
        &[
            ("plan_id", Nobody),
            ("actor", Nobody),
            ("payload", Documents),
        ],
    ),
    (
        "organization_features",
        &[("org_id", Nobody), ("feature", Words)],
    ),
    (
        "organizations",
        &[("id", Nobody), ("name", Nobody), ("time_zone", Nobody)],
    ),
    ("people", &[("id", Nobody), ("display_name", Nobody)]),
    (
        "plan_bases",
        &[("plan_id", Nobody), ("document", Documents)],
    ),
    (
        "plans",
        &[
            ("id", Nobody),
            ("org_id", Nobody),
            ("created_by", Nobody),
            ("athlete_id", Nobody),
            ("display_name", Everyone),
            ("status", Words),
            ("short_id", Everyone),
            ("time_zone", Nobody),
        ],
    ),
    ("run_events", &[("run_id", Nobody), ("document", Nobody)]),
    ("run_requests", &[("run_id", Nobody), ("document", Nobody)]),
    ("run_tokens", &[("run_id", Nobody)]),
    ("run_weeks", &[("run_id", Nobody), ("document", Nobody)]),
    (
        "runs",
        &[
            ("id", Nobody),
            ("org_id", Nobody),
            ("person_id", Nobody),
            ("kind", Words),
            ("state", Words),
            ("request_hash", Nobody),
            ("result", Nobody),
            ("idempotency_key", Nobody),
            ("owner", Nobody),
        ],
    ),
    // Whoever asks by the ShortId does not learn the name.
    ("slugs", &[("slug", Nobody), ("plan_id", Nobody)]),
    ("token_days", &[("org_id", Nobody), ("day", Nobody)]),
    (
        "token_reservations",
        &[
            ("id", Nobody),
            ("run_id", Nobody),
            ("org_id", Nobody),
            ("day", Nobody),
        ],
    ),
    (
        "training_principles",
        &[
            ("org_id", Nobody),
            ("principle", Nobody),
            ("updated_by", Nobody),
        ],
    ),
];

/// Texts inside of stored documents, by the member they are the value of.
const MEMBERS: &[(&str, Seen)] = &[
    ("body_part", Nobody),
    ("library_id", Nobody),
    ("name", Nobody),
    // A note in a draft is told to the runner: the description begins with it.
    ("workouts/note", Everyone),
    ("workout/note", Everyone),
    ("segments/note", Nobody),
    ("values/description", Everyone),
    ("workouts/description", Everyone),
    // Of the library, which is an organization's own.
    ("d/note", Nobody),
    ("d/description", Nobody),
];

/// Members whose texts are words of the domain, dates and ids within the plan.
const MEMBERS_OF_WORDS: &[&str] = &[
    "modifier",
    "Zone",
    "completed_on",
    "created_on",
    "date",
    "distance",
    "end",
    "feedback",
    "kind",
    "level",
    "pattern",
    "phase",
    "reported_on",
    "resolved_on",
    "role",
    "start",
    "status",
    "target",
    "unit",
    "workout",
    "zone",
];

/// What the database holds and nobody may see, by where it stands. It panics where
/// something is not classified, or where nothing stands that could be found.
pub(super) fn private_texts(database: &TestDatabase) -> BTreeMap<String, BTreeSet<String>> {
    let mut private = BTreeMap::<String, BTreeSet<String>>::new();
    let mut unused: BTreeSet<&str> = MEMBERS_OF_WORDS.iter().copied().collect();
    unused.extend(MEMBERS.iter().map(|(member, _)| *member));
    let mut classified: BTreeSet<String> = COLUMNS
        .iter()
        .flat_map(|(table, columns)| {
            columns
                .iter()
                .map(move |(name, _)| format!("{table}.{name}"))
        })
        .collect();
    for (table, column, is_bytes) in columns_of(database) {
        let place = format!("{table}.{column}");
        assert!(classified.remove(&place), "who may see {place}?");
        let values = values_of(database, &table, &column, is_bytes);
        match seen(&table, &column) {
            Everyone | Words => {}
            Nobody => {
                assert!(!values.is_empty(), "nothing is planted in {place}");
                private.entry(place).or_default().extend(values);
            }
            Documents => {
                assert!(!values.is_empty(), "nothing is planted in {place}");
                for text in values {
                    let document: Value = serde_json::from_str(&text).unwrap();
                    collect(&document, &[], &mut |path, text| {
                        let (member, seen) = seen_in_documents(path, text);
                        unused.remove(member);
                        if seen == Nobody {
                            let place = format!("{place} {}", path.join("/"));
                            private.entry(place).or_default().insert(text.to_owned());
                        }
                    });
                }
            }
        }
    }
    assert!(classified.is_empty(), "not there any more: {classified:?}");
    assert!(unused.is_empty(), "in no document: {unused:?}");
    for member in ["name", "library_id", "note", "body_part"] {
        let is_planted = private
            .keys()
            .any(|place| place.ends_with(&format!("/{member}")));
        assert!(is_planted, "no document has a private {member}");
    }
    private
}

fn seen(table: &str, column: &str) -> Seen {
    let (_, columns) = COLUMNS.iter().find(|(name, _)| *name == table).unwrap();
    columns.iter().find(|(name, _)| *name == column).unwrap().1
}

/// The entry that classifies a text of a document, and what it says.
fn seen_in_documents(path: &[&str], text: &str) -> (&'static str, Seen) {
    let full = path.join("/");
    let is_named = |member: &str| full == member || full.ends_with(&format!("/{member}"));
    let words = MEMBERS_OF_WORDS.iter().map(|member| (*member, Words));
    MEMBERS
        .iter()
        .copied()
        .chain(words)
        .find(|(member, _)| is_named(member))
        .unwrap_or_else(|| panic!("who may see {full} ({text:?})?"))
}

/// Every text of a document with the members that lead to it.
fn collect<'a>(value: &'a Value, path: &[&'a str], found: &mut impl FnMut(&[&str], &str)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = [path, &[name.as_str()]].concat();
                collect(value, &path, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, found)),
        Value::String(text) => found(path, text),
        _ => {}
    }
}

/// Table, column, and whether it holds bytes.
fn columns_of(database: &TestDatabase) -> Vec<(String, String, bool)> {
    let query = match database.engine() {
        Engine::Sqlite => {
            "SELECT t.name || '|' || c.name || '|' || lower(c.type) AS value \
             FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        }
        Engine::Postgres => {
            "SELECT table_name || '|' || column_name || '|' || data_type AS value \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = database.texts(query).into_iter().flatten();
    rows.filter_map(|row| {
        let [table, column, kind] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let is_number = ["bigint", "boolean"].contains(&kind);
        let is_bytes = ["blob", "bytea"].contains(&kind);
        (!is_number).then(|| (table.to_owned(), column.to_owned(), is_bytes))
    })
    .collect()
}

fn values_of(database: &TestDatabase, table: &str, column: &str, is_bytes: bool) -> Vec<String> {
    let value = match (is_bytes, database.engine()) {
        (false, _) => format!("CAST({column} AS TEXT)"),
        (true, Engine::Sqlite) => format!("hex({column})"),
        (true, Engine::Postgres) => format!("encode({column}, 'hex')"),
    };
    let query = format!("SELECT DISTINCT {value} AS value FROM {table} WHERE {column} IS NOT NULL");
    database.texts(&query).into_iter().flatten().collect()
}
