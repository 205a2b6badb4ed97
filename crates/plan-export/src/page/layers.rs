//! The four layers, and what each of them did.

use plan_core::overlay::{Layer, Modifier};

use super::changes::{self, ChangeView};
use super::{Ruler, time};
use crate::json::{PlanBody, RedistributionBody, VacationBody, WorkoutBody};

/// A layer that did something.
pub(super) struct LayerView {
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    pub(super) about: &'static str,
    /// Its entries: a vacation, a wish to make up miles.
    pub(super) entries: Vec<Entry>,
    /// The workouts it changed.
    pub(super) workouts: Vec<Touched>,
}

/// One thing that was laid over the plan.
pub(super) struct Entry {
    pub(super) what: String,
    pub(super) effect: String,
}

/// A workout with what one layer did to it.
pub(super) struct Touched {
    pub(super) id: String,
    pub(super) day: String,
    pub(super) kind: &'static str,
    pub(super) changes: Vec<ChangeView>,
}

/// The layers in the order they are applied; one that did nothing is not told.
pub(super) fn of(plan: &PlanBody, ruler: Ruler) -> Vec<LayerView> {
    let layers = Layer::ORDER.map(|layer| LayerView {
        name: title(layer),
        class: class(layer),
        about: about(layer),
        entries: entries(layer, plan, ruler),
        workouts: plan
            .weeks
            .iter()
            .flat_map(|week| &week.workouts)
            .filter_map(|workout| touched(layer, workout, ruler))
            .collect(),
    });
    layers
        .into_iter()
        .filter(|layer| !(layer.entries.is_empty() && layer.workouts.is_empty()))
        .collect()
}

const fn title(layer: Layer) -> &'static str {
    match layer {
        Layer::Vacation => "Vacations",
        Layer::Injury => "Reduced workouts",
        Layer::Override => "Changes by hand",
        Layer::Redistribution => "Made-up miles",
    }
}

const fn class(layer: Layer) -> &'static str {
    match layer {
        Layer::Vacation => "vacation",
        Layer::Injury => "reduced",
        Layer::Override => "edited",
        Layer::Redistribution => "made-up",
    }
}

const fn about(layer: Layer) -> &'static str {
    match layer {
        Layer::Vacation => "Days away run less, or rest. It is already taken off the workouts.",
        Layer::Injury => "These workouts are lighter than they were. Nothing else is told.",
        Layer::Override => "Edits, moves, added workouts and days off. A person has the last word.",
        Layer::Redistribution => "Miles that were taken away and found a place in other runs.",
    }
}

fn entries(layer: Layer, plan: &PlanBody, ruler: Ruler) -> Vec<Entry> {
    match layer {
        Layer::Vacation => plan
            .vacations
            .iter()
            .map(|vacation| vacation_entry(vacation, ruler))
            .collect(),
        Layer::Redistribution => plan
            .redistributions
            .iter()
            .map(|made_up| made_up_entry(made_up, ruler))
            .collect(),
        Layer::Injury | Layer::Override => Vec::new(),
    }
}

fn vacation_entry(vacation: &VacationBody, ruler: Ruler) -> Entry {
    let load = if vacation.load_percent.is_zero() {
        "full rest".to_owned()
    } else {
        format!("{}% of the load kept", vacation.load_percent)
    };
    let removed = ruler.tell(vacation.miles_removed, vacation.kilometers_removed);
    Entry {
        what: format!(
            "{} – {}",
            time::short(vacation.start_date, ruler.year),
            time::short(vacation.end_date, ruler.year)
        ),
        effect: format!("{load}, {removed} taken away"),
    }
}

fn made_up_entry(made_up: &RedistributionBody, ruler: Ruler) -> Entry {
    let source = match made_up.source_type {
        "DayOff" => "Of a day off",
        _ => "Of a vacation",
    };
    let scope = match (made_up.scope, made_up.weeks, made_up.until_date) {
        ("ThisWeek", ..) => "in the same week".to_owned(),
        (_, Some(1), _) => "in the next week".to_owned(),
        (_, Some(weeks), _) => format!("in the next {weeks} weeks"),
        (_, _, Some(date)) => format!("until {}", time::short(date, ruler.year)),
        _ => "in the rest of the plan".to_owned(),
    };
    let placed = ruler.tell(
        made_up.miles_redistributed,
        made_up.kilometers_redistributed,
    );
    let unplaced = ruler.tell(made_up.miles_unplaced, made_up.kilometers_unplaced);
    Entry {
        what: format!("{source}, {scope}"),
        effect: format!("{placed} made up, {unplaced} found no place"),
    }
}

fn touched(layer: Layer, workout: &WorkoutBody, ruler: Ruler) -> Option<Touched> {
    let of_this_layer = workout
        .changes
        .as_deref()
        .unwrap_or_default()
        .iter()
        .filter(|change| change.layer == layer)
        .cloned()
        .collect::<Vec<_>>();
    let is_touched = match layer {
        Layer::Injury => workout.modifier == Modifier::InjuryReduced,
        Layer::Override => !of_this_layer.is_empty() || workout.modifier == Modifier::UserAdded,
        Layer::Vacation | Layer::Redistribution => !of_this_layer.is_empty(),
    };
    is_touched.then(|| Touched {
        id: workout.id.to_string(),
        day: time::short(workout.date, ruler.year),
        kind: workout.kind.label(),
        changes: changes::of(&of_this_layer, ruler),
    })
}
