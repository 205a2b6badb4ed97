//! The skill that teaches agents to read a plan, and the index it is found in
//! (Agent Skills discovery 0.2.0).

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Document, to_json};
use crate::app::Addresses;
use crate::config::Config;

const SKILL: &str = include_str!("../../skills/read-plan/SKILL.md");

/// The skill, with the service's address in the place of the default one.
pub(super) fn document(addresses: &Addresses) -> Document {
    let text = SKILL.replace(Config::DEFAULT_URL, &addresses.public);
    Document::new("text/markdown; charset=utf-8", text).untransformed()
}

/// The index: each skill with the digest of exactly the bytes that are served.
pub(super) fn index(addresses: &Addresses, skill: &Document) -> Document {
    let Addresses { public, .. } = addresses;
    let text = skill.as_text();
    Document::json(to_json(&json!({
        "$schema": "https://schemas.agentskills.io/discovery/0.2.0/schema.json",
        "skills": [{
            "name": front_matter(text, "name"),
            "type": "skill-md",
            "description": front_matter(text, "description"),
            "url": format!("{public}/.well-known/agent-skills/read-plan/SKILL.md"),
            "digest": format!("sha256:{}", hexadecimal(&Sha256::digest(text))),
        }],
    })))
    .untransformed()
}

/// A one-line member of the front matter; it is ours, and a test reads it.
fn front_matter<'a>(skill: &'a str, member: &str) -> &'a str {
    skill
        .lines()
        .find_map(|line| line.strip_prefix(member)?.strip_prefix(": "))
        .unwrap_or_default()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_matter_is_what_the_index_repeats() {
        assert_eq!(front_matter(SKILL, "name"), "read-plan");
        let description = front_matter(SKILL, "description");
        assert!((100..=1_024).contains(&description.len()), "{description}");
        assert!(!SKILL.contains('\r') && !SKILL.starts_with('\u{feff}'));
        assert!(SKILL.lines().count() < 500);
    }

    #[test]
    fn no_address_but_the_services_is_left_in_it() {
        let addresses = Addresses {
            public: "https://plans.example/strata".to_owned(),
            coach: None,
        };
        let text = document(&addresses).as_text().to_owned();
        let addresses = text.matches("http").count();
        let own = text.matches("https://plans.example/strata/").count();
        // The requirement of the front matter names the host alone.
        assert_eq!(addresses, own + 1);
        assert!(!text.contains("127.0.0.1"));
    }
}
