use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use test_support::TestDatabase;

use crate::test_app::serve;

const INDEX: &str = "/.well-known/agent-skills/index.json";
const SKILL: &str = "/.well-known/agent-skills/read-plan/SKILL.md";

#[actix_web::test]
async fn the_index_gives_the_digest_of_the_bytes_that_are_served() {
    for public_url in [None, Some("https://plans.example".to_owned())] {
        let (anon, _) = serve(&TestDatabase::empty_sqlite(), |config| {
            config.public_url = public_url.clone();
        });
        let base = public_url.clone().unwrap_or_else(|| anon.base().to_owned());
        let skill = anon.get(SKILL).await;
        assert_eq!(skill.header("content-type"), "text/markdown; charset=utf-8");
        assert_eq!(
            skill.header("cache-control"),
            "public, max-age=3600, no-transform"
        );
        let digest: String = Sha256::digest(&skill.body)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let index = anon.get(INDEX).await;
        assert_eq!(index.header("content-type"), "application/json");
        let index = index.json();
        let description = index["skills"][0]["description"].as_str().unwrap();
        assert!(
            skill
                .text()
                .contains(&format!("\ndescription: {description}\n"))
        );
        assert_eq!(
            index,
            json!({
                "$schema": "https://schemas.agentskills.io/discovery/0.2.0/schema.json",
                "skills": [{
                    "name": "read-plan",
                    "type": "skill-md",
                    "description": description,
                    "url": format!("{base}{SKILL}"),
                    "digest": format!("sha256:{digest}"),
                }],
            })
        );
        assert!(skill.text().contains(&format!("\"{base}/api/plans/$ID\"")));
    }
}

#[actix_web::test]
async fn a_skill_that_is_not_there_is_not_found() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    for path in [
        "/.well-known/agent-skills/",
        "/.well-known/agent-skills/read-plan/",
        "/.well-known/agent-skills/write-plan/SKILL.md",
        "/.well-known/skills/index.json",
    ] {
        assert_eq!(anon.get(path).await.problem().0, 404, "{path}");
    }
}

#[actix_web::test]
async fn the_skill_names_every_word_a_plan_may_hold() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    let skill = anon.get(SKILL).await.text();
    let document = anon.get("/.well-known/openapi.json").await.json();
    let mut words = BTreeSet::new();
    // Other schemas tell of errors and paces, not of plans.
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let of_plans = schemas.iter().filter(|(name, _)| {
        !["ZoneBody", "PacesBody", "EquivalentBody", "ProblemBody"].contains(&name.as_str())
    });
    of_plans.for_each(|(_, schema)| enumerated(schema, &mut words));
    assert!(words.len() > 40, "{words:?}");
    let told: BTreeSet<_> = skill.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    for word in &words {
        assert!(told.contains(word.as_str()), "{word}");
    }
}

fn enumerated(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            let listed = members.get("enum").and_then(Value::as_array);
            let listed = listed.into_iter().flatten().filter_map(Value::as_str);
            words.extend(listed.map(str::to_owned));
            members
                .values()
                .for_each(|member| enumerated(member, words));
        }
        Value::Array(items) => items.iter().for_each(|item| enumerated(item, words)),
        _ => {}
    }
}
