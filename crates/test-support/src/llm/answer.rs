//! Good answers, worked out from the prompt: what a willing model would say.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::script::Edit;

/// What a prompt asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Weeks of a draft, each with the lines of its skeleton.
    Weeks(BTreeMap<u8, Vec<String>>),
    /// Lines to rewrite, by week.
    Lines(BTreeMap<u8, Vec<(u32, String)>>),
    /// Nothing that is known here.
    Other,
}

impl Asked {
    /// Reads a request's body.
    pub(super) fn of(body: &Value) -> Self {
        let content = |index: usize| body["messages"][index]["content"].as_str().unwrap_or("");
        let (rules, user) = (content(0), content(1));
        // People's texts come before the task, so the last line is the program's.
        let task = user.lines().next_back().unwrap_or_default();
        if let Some(weeks) = task.strip_prefix("Write weeks: ") {
            let skeleton = skeleton(user);
            let lines = |week| (week, skeleton.get(&week).cloned().unwrap_or_default());
            return Self::Weeks(numbers(weeks).map(lines).collect());
        }
        if let Some(weeks) = task.strip_prefix("Rewrite lines of weeks: ") {
            let word = between(rules, "`<<<", "`").unwrap_or_default();
            let lines = |week| (week, unread(user, word, week));
            return Self::Lines(numbers(weeks).map(lines).collect());
        }
        Self::Other
    }

    /// The weeks, ascending.
    pub fn weeks(&self) -> Vec<u8> {
        match self {
            Self::Weeks(weeks) => weeks.keys().copied().collect(),
            Self::Lines(weeks) => weeks.keys().copied().collect(),
            Self::Other => Vec::new(),
        }
    }

    /// A good answer, changed as an edit says.
    pub(super) fn answer(&self, edit: &Edit, rewritings: &[(String, String)]) -> String {
        let mut weeks = match self {
            Self::Weeks(weeks) => weeks
                .iter()
                .map(|(week, lines)| written(*week + edit.shift, lines))
                .collect(),
            Self::Lines(weeks) => weeks
                .iter()
                .map(|(week, lines)| rewritten(*week + edit.shift, lines, rewritings))
                .collect::<Vec<_>>(),
            Self::Other => vec!["{}".to_owned()],
        };
        if let Some(order) = &edit.order {
            let picked = order.iter().filter_map(|index| weeks.get(*index).cloned());
            weeks = picked.collect();
        }
        let mut text = format!("{{\"weeks\":[{}]}}", weeks.join(","));
        let replace = match (self, &edit.replace_in_lines) {
            (Self::Lines(_), Some(replace)) => replace,
            _ => &edit.replace,
        };
        for (from, to) in replace {
            text = text.replacen(from, to, 1);
        }
        if edit.half {
            let middle = text.len() / 2;
            let middle = (middle..).find(|at| text.is_char_boundary(*at));
            text.truncate(middle.unwrap_or_default());
        }
        format!("{}{text}{}", edit.before, edit.behind)
    }

    /// A valid answer whose notes hold `prompt`, as far as notes go.
    pub(super) fn echo(&self, prompt: &str, rewritings: &[(String, String)]) -> String {
        let plain: String = prompt
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let words: Vec<char> = plain.chars().collect();
        let mut pieces = words
            .chunks(150)
            .map(|piece| piece.iter().collect::<String>());
        let mut text = self.answer(&Edit::default(), rewritings);
        while text.contains("\"note\":\"\"") {
            let piece = pieces.next().unwrap_or_else(|| "the end".to_owned());
            let note = json!({ "note": piece }).to_string();
            text = text.replacen("\"note\":\"\"", &note[1..note.len() - 1], 1);
        }
        text
    }
}

/// `1, 2, 3`.
fn numbers(text: &str) -> impl Iterator<Item = u8> {
    text.split(',')
        .filter_map(|number| number.trim().parse().ok())
}

/// The lines below each week's header, before the first text of people.
fn skeleton(user: &str) -> BTreeMap<u8, Vec<String>> {
    let mut weeks = BTreeMap::<u8, Vec<String>>::new();
    let mut week = None;
    for line in user.lines().take_while(|line| !line.starts_with("<<<")) {
        if let Some(header) = line.strip_prefix("## Week ") {
            week = header
                .split(' ')
                .next()
                .and_then(|number| number.parse().ok());
        } else if let (Some(week), true) = (week, line.starts_with("- ")) {
            weeks.entry(week).or_default().push(line.to_owned());
        }
    }
    weeks
}

/// The unread lines of a week, from the section that holds them.
fn unread(user: &str, word: &str, week: u8) -> Vec<(u32, String)> {
    let begin = format!("<<<{word} unread lines of week {week}\n");
    let section = between(user, &begin, &format!("\n{word}>>>")).unwrap_or_default();
    let lines = section.lines().filter_map(|line| {
        let (number, text) = line.strip_prefix("line ")?.split_once(": ")?;
        Some((number.parse().ok()?, text.to_owned()))
    });
    lines.collect()
}

fn between<'a>(text: &'a str, begin: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(begin)?;
    rest.split_once(end).map(|(inner, _)| inner)
}

/// A week as the skeleton has it, with a word of the model's own on easy days.
fn written(week: u8, lines: &[String]) -> String {
    let mut days: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        let Some((label, workout)) = line[2..].split_once(": ") else {
            continue;
        };
        let day: String = label.chars().take(3).collect();
        if days.last().is_none_or(|(last, _)| *last != day) {
            days.push((day, Vec::new()));
        }
        let is_plain =
            workout.starts_with("Easy ") && !workout.contains('—') && !workout.contains(':');
        let workout = match workout {
            "nothing, the plan has not begun" => continue,
            easy if is_plain => format!("{easy} — easy does it"),
            other => other.to_owned(),
        };
        days.last_mut().expect("just added").1.push(workout);
    }
    let days = days.iter().map(|(day, workouts)| {
        let workouts = json!(workouts);
        format!("{{\"day\":\"{day}\",\"workouts\":{workouts}}}")
    });
    let days = days.collect::<Vec<_>>().join(",");
    format!("{{\"week\":{week},\"days\":[{days}],\"note\":\"\"}}")
}

/// Lines rewritten as they were told to be, else as easy runs over the first
/// number there is.
fn rewritten(week: u8, lines: &[(u32, String)], rewritings: &[(String, String)]) -> String {
    let lines = lines.iter().map(|(number, text)| {
        let told = rewritings.iter().find(|(part, _)| text.contains(part));
        let text = match told {
            Some((_, line)) => line.clone(),
            None => guessed(text),
        };
        format!("{{\"line\":{number},\"text\":{}}}", json!(text))
    });
    let lines = lines.collect::<Vec<_>>().join(",");
    format!("{{\"week\":{week},\"lines\":[{lines}]}}")
}

fn guessed(text: &str) -> String {
    let letters = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let day: String = letters.chars().take(3).collect();
    let digits = text.find(|c: char| c.is_ascii_digit());
    let number: String = digits.map_or_else(String::new, |start| {
        let rest = text[start..].chars();
        rest.take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect()
    });
    if number.is_empty() {
        String::new()
    } else {
        format!("- {day}: Easy {} mi", number.trim_end_matches('.'))
    }
}
