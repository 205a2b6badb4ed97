//! Organizations with two coaches each, and what they ask for.

use plan_store::{Store, StoreError};
use serde_json::{Value, json};
use test_support::builders::Team;
use test_support::llm::LlmServer;

const DAYS: [&str; 6] = ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A coach and their token.
#[derive(Clone)]
pub(crate) struct Coach {
    pub(crate) org: String,
    pub(crate) token: String,
}

/// Two coaches of each of so many organizations.
pub(crate) async fn coaches(store: &Store, organizations: usize) -> Vec<Coach> {
    let made = store.write(move |conn| {
        let mut coaches = Vec::new();
        for number in 0..organizations {
            let team = Team::create(conn, &format!("Club {number}"))?;
            for person in [team.head_coach, team.coach] {
                coaches.push(Coach {
                    org: team.org.to_string(),
                    token: team.token(conn, person)?.reveal().to_owned(),
                });
            }
        }
        Ok::<_, StoreError>(coaches)
    });
    made.await.unwrap()
}

/// So many coaches of one organization.
pub(crate) async fn colleagues(store: &Store, coaches: usize) -> Vec<Coach> {
    let made = store.write(move |conn| {
        let team = Team::create(conn, "Club")?;
        let tokens = (0..coaches).map(|_| {
            Ok(Coach {
                org: team.org.to_string(),
                token: team.token(conn, team.coach)?.reveal().to_owned(),
            })
        });
        tokens.collect::<Result<Vec<_>, StoreError>>()
    });
    made.await.unwrap()
}

/// Has the model read the lines of [`plan`].
pub(crate) fn teach(model: &LlmServer) {
    for day in DAYS {
        model.rewrite(&unread(day), &format!("- {day}: Easy 5 mi"));
    }
}

fn unread(day: &str) -> String {
    format!("wibble {}", day.to_lowercase())
}

/// Asks for a draft.
pub(crate) fn draft(coach: &Coach, weeks: u8) -> Value {
    json!({"weeks": weeks, "level": "intermediate", "org_id": coach.org})
}

/// Asks for a plan of a draft whose weeks have so many lines for the model to
/// read, each with a word of its own.
pub(crate) fn plan(coach: &Coach, weeks: u8, lines: usize, word: &str) -> Value {
    let week = |number| {
        let lines = DAYS.iter().take(lines);
        let lines = lines.map(|day| format!("- {day}: {} {word}\n", unread(day)));
        format!(
            "## Week {number} · Base\n- Mon: Rest\n{}",
            lines.collect::<String>()
        )
    };
    let draft: String = (1..=weeks).map(week).collect();
    let mut body = self::draft(coach, weeks);
    body["refined_draft"] = draft.into();
    body
}
