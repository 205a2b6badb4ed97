//! The exact form of one answer, for hosts that write by a grammar made of the
//! schema (llama.cpp, vLLM, and what is built on them).
//!
//! The [portable schemas](super::schema) name members and types. These are made
//! for a call: its weeks, its days, its lines, and text that is in the draft
//! language whatever the model has in mind. A small model cannot lose itself
//! then, and a large one has nothing to mend. What the words mean is judged as
//! ever.

use chrono::Weekday;

/// What one day of a week may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// The plan has not begun.
    Nothing,
    /// These workouts, with a note in the model's words.
    Planned(Vec<String>),
    /// Any workouts.
    Any,
}

/// Workouts on a day, where the model chooses.
const MOST_WORKOUTS: usize = 2;
/// Words of the model's own: what changes no meaning and ends in a word.
const WORDS: &str = "[A-Za-z][A-Za-z ,;']{0,80}[a-z]";
/// A day as the draft language begins a line with it.
const ANY_DAY: &str = "(Mon|Tue|Wed|Thu|Fri|Sat|Sun)";

/// Weeks of a draft.
pub(super) fn weeks(weeks: &[(u8, Vec<(Weekday, Day)>)]) -> String {
    let weeks = weeks.iter().map(|(week, days)| {
        let days = days.iter().map(|(day, workouts)| {
            let day = constant(&day.to_string());
            object(&[("day", &day), ("workouts", &workouts.schema())])
        });
        object(&[
            ("week", &format!(r#"{{"const":{week}}}"#)),
            ("days", &tuple(days.collect())),
            ("note", &text(&format!("({WORDS})?"))),
        ])
    });
    object(&[("weeks", &tuple(weeks.collect()))])
}

/// Lines of a draft, rewritten: by week, the number of each line and its words.
pub(super) fn lines(weeks: &[(u8, Vec<(u32, &str)>)]) -> String {
    let weeks = weeks.iter().map(|(week, lines)| {
        let lines = lines.iter().map(|(number, written)| {
            let line = format!("(- {}: {})?", day_of(written), any_workout());
            let number = format!(r#"{{"const":{number}}}"#);
            object(&[("line", &number), ("text", &text(&line))])
        });
        object(&[
            ("week", &format!(r#"{{"const":{week}}}"#)),
            ("lines", &tuple(lines.collect())),
        ])
    });
    object(&[("weeks", &tuple(weeks.collect()))])
}

impl Day {
    fn schema(&self) -> String {
        match self {
            Self::Nothing => tuple(Vec::new()),
            Self::Planned(lines) => tuple(lines.iter().map(|line| planned(line)).collect()),
            Self::Any => format!(
                r#"{{"type":"array","items":{},"minItems":1,"maxItems":{MOST_WORKOUTS}}}"#,
                text(&any_workout())
            ),
        }
    }
}

/// A line as it is planned, and what the model says about it.
fn planned(line: &str) -> String {
    // What stands escaped in JSON, or has a note already, is left as it is.
    if line.contains(['"', '\\', '—']) || line == "Rest" {
        return constant(line);
    }
    text(&format!("{}( — {WORDS})?", escaped(line)))
}

/// The day an unread line begins with, and which half of it; any where it has none.
fn day_of(written: &str) -> String {
    let mut words = written.split(|c: char| !c.is_alphabetic());
    let named = words.find(|word| !word.is_empty()).and_then(|word| {
        let short = word.get(..3)?;
        let days = &ANY_DAY[1..ANY_DAY.len() - 1];
        days.split('|').find(|day| day.eq_ignore_ascii_case(short))
    });
    let half = match words.find(|word| !word.is_empty()) {
        Some("AM" | "am") => " AM",
        Some("PM" | "pm") => " PM",
        _ => "",
    };
    match named {
        Some(day) => format!("{day}{half}"),
        None => format!("{ANY_DAY}( AM| PM)?"),
    }
}

/// Any workout of the draft language, as the prompts explain it.
fn any_workout() -> String {
    let number = r"[1-9][0-9]{0,2}(\.[0-9]{1,2})?";
    let length = format!("{number} (mi|km|m|min|s)");
    let pace = r"@ ([EMTIR]|(5K|10K) pace|[1-9][0-9]?:[0-5][0-9]/(mi|km))";
    let part = format!("{length}( warm-up| cool-down| jog| walk)?( {pace})?");
    let step = format!(r"({part}|[1-9][0-9]? x \({part}(, {part}){{0,3}}\))");
    let kinds = "Easy|Long|Medium-long|Recovery|Tempo|Intervals|Fartlek|Hill repeats|Race pace|\
                 Cross-training|Strength";
    let training = format!("({kinds}) {number} (mi|km|min)(: {step}(, {step}){{0,5}})?");
    format!(r"(Rest|{training})( — {WORDS})?( \[L[1-9][0-9]{{0,2}}\])?")
}

/// Literal text in a pattern.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if "^$.[]()|{}*+?".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

fn object(members: &[(&str, &str)]) -> String {
    let names: Vec<_> = members.iter().map(|(name, _)| quoted(name)).collect();
    let properties = members
        .iter()
        .map(|(name, schema)| format!("{}:{schema}", quoted(name)));
    format!(
        r#"{{"type":"object","additionalProperties":false,"required":[{}],"properties":{{{}}}}}"#,
        names.join(","),
        properties.collect::<Vec<_>>().join(","),
    )
}

/// A list of exactly these.
fn tuple(items: Vec<String>) -> String {
    if items.is_empty() {
        return r#"{"const":[]}"#.to_owned();
    }
    let count = items.len();
    let items = items.join(",");
    format!(r#"{{"type":"array","prefixItems":[{items}],"minItems":{count},"maxItems":{count}}}"#)
}

fn constant(text: &str) -> String {
    format!(r#"{{"const":{}}}"#, quoted(text))
}

fn text(pattern: &str) -> String {
    format!(
        r#"{{"type":"string","pattern":{}}}"#,
        quoted(&format!("^{pattern}$"))
    )
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_exact_form_names_each_week_each_day_and_each_line() {
        let days = vec![
            (Weekday::Mon, Day::Nothing),
            (Weekday::Tue, Day::Planned(vec!["Easy 4.5 mi".to_owned()])),
            (Weekday::Wed, Day::Planned(vec!["Rest".to_owned()])),
            (Weekday::Thu, Day::Any),
        ];
        let weeks: Value = serde_json::from_str(&weeks(&[(3, days)])).unwrap();
        let week = &weeks["properties"]["weeks"]["prefixItems"][0]["properties"];
        assert_eq!(week["week"]["const"], 3);
        let on = |day: usize| &week["days"]["prefixItems"][day]["properties"];
        assert_eq!(on(0)["workouts"]["const"], serde_json::json!([]));
        let easy = &on(1)["workouts"]["prefixItems"][0]["pattern"];
        assert_eq!(
            easy.as_str().unwrap(),
            format!(r"^Easy 4\.5 mi( — {WORDS})?$")
        );
        assert_eq!(on(2)["workouts"]["prefixItems"][0]["const"], "Rest");
        assert_eq!(on(3)["day"]["const"], "Thu");
        assert_eq!(on(3)["workouts"]["maxItems"], MOST_WORKOUTS);

        let asked = [(2, vec![(7, "- tuesday PM: 9 furlongs"), (8, "see above")])];
        let lines: Value = serde_json::from_str(&lines(&asked)).unwrap();
        let lines = &lines["properties"]["weeks"]["prefixItems"][0]["properties"]["lines"];
        let begins = |line: usize, with: &str| {
            let pattern = &lines["prefixItems"][line]["properties"]["text"]["pattern"];
            let pattern = pattern.as_str().unwrap();
            assert!(pattern.starts_with(with), "{pattern}");
        };
        begins(0, "^(- Tue PM: (Rest|");
        begins(1, "^(- (Mon|Tue|");
    }

    #[test]
    fn what_a_pattern_cannot_hold_is_a_constant() {
        for line in [r#"Tempo "Canal" 6 mi"#, "Easy 3 mi — 4 strides", r"a\b"] {
            let schema: Value = serde_json::from_str(&planned(line)).unwrap();
            assert_eq!(schema["const"], line);
        }
    }
}
