//! What the layers did to a workout, from the public changes.

use plan_core::overlay::Layer;
use plan_core::workout::WorkoutKind;

use super::{Ruler, time};
use crate::json::{ChangeBody, Hundredths, ValueBody};

/// All that one layer changed for one reason.
pub(super) struct ChangeView {
    pub(super) layer: &'static str,
    pub(super) differences: Vec<Difference>,
    pub(super) reason: String,
}

/// A value before and after.
pub(super) struct Difference {
    pub(super) name: &'static str,
    pub(super) before: String,
    pub(super) after: String,
}

pub(super) fn of(changes: &[ChangeBody], ruler: Ruler) -> Vec<ChangeView> {
    let by_the_same_reason = |one: &ChangeBody, other: &ChangeBody| {
        one.layer == other.layer && one.reason == other.reason
    };
    changes
        .chunk_by(by_the_same_reason)
        .filter_map(|together| {
            let first = together.first()?;
            Some(ChangeView {
                layer: name(first.layer),
                differences: together
                    .iter()
                    .filter_map(|change| difference(change, ruler))
                    .collect(),
                reason: in_words(&first.reason, ruler),
            })
        })
        .collect()
}

/// A reason with its dates and percents as the rest of the page tells them. No reason
/// holds a person's own words, so nothing else can look like one.
fn in_words(reason: &str, ruler: Ruler) -> String {
    let words: Vec<_> = reason
        .split(' ')
        .map(|word| {
            let bare = word.trim_end_matches([':', ',', '.']);
            let Ok(date) = bare.parse() else {
                return word.to_owned();
            };
            let behind = word.strip_prefix(bare).unwrap_or_default();
            format!("{}{behind}", time::short(date, ruler.year))
        })
        .collect();
    words.join(" ").replace(" %", "%")
}

/// What people call a layer.
pub(super) const fn name(layer: Layer) -> &'static str {
    match layer {
        Layer::Vacation => "Vacation",
        Layer::Injury => "Reduced",
        Layer::Override => "By hand",
        Layer::Redistribution => "Made-up miles",
    }
}

fn difference(change: &ChangeBody, ruler: Ruler) -> Option<Difference> {
    let name = match change.field {
        "date" => "Day",
        "type" => "Type",
        "targetDistanceMiles" => "Distance",
        "targetDuration" => "Time",
        "paceZone" => "Zone",
        "runMinutes" => "Run, minutes",
        "walkMinutes" => "Walk, minutes",
        "warmUpDuration" => "Warm-up",
        "coolDownDuration" => "Cool-down",
        "description" => "Description",
        // The new ones are shown above; in a line they say nothing.
        _ => return None,
    };
    let tell = |value: Option<&ValueBody>, kilometers| tell(change.field, value, kilometers, ruler);
    Some(Difference {
        name,
        before: tell(change.before.as_ref(), change.before_kilometers.flatten()),
        after: tell(change.after.as_ref(), change.after_kilometers.flatten()),
    })
}

fn tell(
    field: &str,
    value: Option<&ValueBody>,
    kilometers: Option<Hundredths>,
    ruler: Ruler,
) -> String {
    match (field, value) {
        (_, None) => "none".to_owned(),
        ("targetDistanceMiles", Some(ValueBody::Number(miles))) => ruler.tell(*miles, kilometers),
        ("type", Some(ValueBody::Text(word))) => word
            .parse::<WorkoutKind>()
            .map_or_else(|_| word.clone(), |kind| kind.label().to_owned()),
        ("date", Some(ValueBody::Text(date))) => date
            .parse()
            .map_or_else(|_| date.clone(), |date| time::short(date, ruler.year)),
        ("targetDuration" | "warmUpDuration" | "coolDownDuration", Some(ValueBody::Text(iso))) => {
            time::said(iso)
        }
        (_, Some(ValueBody::Text(text))) => text.clone(),
        (_, Some(ValueBody::Number(number))) => number.to_string(),
        (_, Some(ValueBody::Flag(is_so))) => if *is_so { "yes" } else { "no" }.to_owned(),
        (_, Some(ValueBody::Steps(steps))) => format!("{} steps", steps.len()),
    }
}

/// By how much a change makes a run longer: `+0.5 mi`.
pub(super) fn gain(change: &ChangeBody, ruler: Ruler) -> Option<String> {
    let number = |value: &Option<ValueBody>| match value {
        Some(ValueBody::Number(number)) => Some(*number),
        _ => None,
    };
    if change.field != "targetDistanceMiles" {
        return None;
    }
    let before = ruler.amount(number(&change.before)?, change.before_kilometers.flatten());
    let after = ruler.amount(number(&change.after)?, change.after_kilometers.flatten());
    let gain = after.saturating_sub(before);
    (!gain.is_zero()).then(|| format!("+{gain} {}", ruler.unit.symbol()))
}
