//! Generated plans as documents, in the form that is read fastest.
//!
//! A year has 364 workouts, and 67 of them are different. Each of these stands in the
//! document once, and days refer to them: a third of the bytes, read in half the time,
//! which is most of what a plan takes to load. The form before, a [`BasePlan`] as it
//! serializes itself, stays readable.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use plan_core::plan::{BasePlan, Phase, PlanSettings, PlannedWorkout, Week, WorkoutId};
use plan_core::workout::Workout;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::documents::{self, Read};

const TABLE: &str = "plan_bases";
/// The form written today.
const FORM: u16 = 2;
/// The plan as it serializes itself.
const WRITTEN_OUT: u16 = 1;

/// A plan with each workout once.
#[derive(Serialize, Deserialize)]
struct BaseDocument<Settings, Kind> {
    settings: Settings,
    /// The first day of the first week.
    start: NaiveDate,
    /// The different workouts, in the order of their first days.
    workouts: Vec<Kind>,
    /// One week after the other.
    weeks: Vec<WeekDocument>,
}

#[derive(Serialize, Deserialize)]
struct WeekDocument {
    phase: Phase,
    workouts: Vec<Entry>,
}

/// The number in its id, the day of the week from 0, and which of the workouts.
#[derive(Serialize, Deserialize)]
struct Entry(u32, u8, usize);

/// A plan as it is stored.
pub(crate) fn encode(base: &BasePlan) -> Result<String, StoreError> {
    let mut workouts = Vec::<&Workout>::new();
    let mut places = HashMap::<&Workout, usize>::new();
    let mut weeks = Vec::with_capacity(base.weeks().len());
    for week in base.weeks() {
        let mut entries = Vec::with_capacity(week.workouts.len());
        for PlannedWorkout { id, date, workout } in &week.workouts {
            let place = *places.entry(workout).or_insert_with(|| {
                workouts.push(workout);
                workouts.len() - 1
            });
            let day = date.signed_duration_since(week.start).num_days();
            entries.push(match (id, u8::try_from(day)) {
                (WorkoutId::Generated(number), Ok(day)) => Entry(*number, day, place),
                // In no `BasePlan`.
                _ => return Err(StoreError::corrupt(TABLE, format!("{id} on {date}"))),
            });
        }
        weeks.push(WeekDocument {
            phase: week.phase,
            workouts: entries,
        });
    }
    let document = BaseDocument {
        settings: base.settings(),
        start: base.start(),
        workouts,
        weeks,
    };
    documents::encode_as(FORM, TABLE, &document)
}

/// A stored plan of either form.
pub(crate) fn decode(text: &str) -> Result<BasePlan, StoreError> {
    match documents::read::<BaseDocument<PlanSettings, Workout>>(FORM, TABLE, text)? {
        Read::Document(document) => put_together(document),
        Read::OtherForm(WRITTEN_OUT) => documents::decode(TABLE, text),
        Read::OtherForm(form) => Err(documents::unknown(TABLE, form)),
    }
}

fn put_together(document: BaseDocument<PlanSettings, Workout>) -> Result<BasePlan, StoreError> {
    let BaseDocument {
        settings,
        start,
        workouts: kinds,
        weeks,
    } = document;
    let day = |week: usize, day: u8| {
        let days = week as u64 * 7 + u64::from(day);
        start
            .checked_add_days(Days::new(days))
            .ok_or_else(|| StoreError::corrupt(TABLE, "a day behind all days"))
    };
    let planned = |week, &Entry(number, weekday, place): &Entry| {
        let workout = kinds
            .get(place)
            .ok_or_else(|| StoreError::corrupt(TABLE, format!("no workout {place}")))?;
        Ok(PlannedWorkout {
            id: WorkoutId::Generated(number),
            date: day(week, weekday)?,
            workout: workout.clone(),
        })
    };
    let weeks = weeks.iter().enumerate().map(|(index, week)| {
        let workouts = week.workouts.iter().map(|entry| planned(index, entry));
        Ok(Week {
            number: u8::try_from(index + 1).unwrap_or(u8::MAX),
            start: day(index, 0)?,
            phase: week.phase,
            workouts: workouts.collect::<Result<_, StoreError>>()?,
        })
    });
    let weeks = weeks.collect::<Result<_, StoreError>>()?;
    BasePlan::new(settings, weeks).map_err(|error| StoreError::corrupt(TABLE, error))
}

#[cfg(test)]
mod tests {
    use plan_core::testing::base_plan;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_plan_reads_back_in_either_form(base in base_plan()) {
            prop_assert_eq!(decode(&encode(&base).unwrap()).unwrap(), base.clone());
            let written_out = documents::encode(TABLE, &base).unwrap();
            prop_assert_eq!(decode(&written_out).unwrap(), base);
        }
    }

    const SETTINGS: &str =
        r#""settings":{"unit":"Mile","level":"advanced","pattern":"Linear"},"start":"2026-02-02""#;

    #[test]
    fn a_plan_of_two_days_looks_like_this() {
        let text = format!(
            r#"{{"v":2,"d":{{{SETTINGS},"workouts":[{{"kind":"Rest"}}],"weeks":[{{"phase":"Base","workouts":[[1,0,0],[2,6,0]]}}]}}}}"#
        );
        let base = decode(&text).unwrap();
        let days = base.workouts().map(|planned| planned.date.to_string());
        assert_eq!(days.collect::<Vec<_>>(), ["2026-02-02", "2026-02-08"]);
        assert_eq!(encode(&base).unwrap(), text);
    }

    #[test]
    fn a_document_that_breaks_a_rule_is_corrupt() {
        let of = |weeks: &str| {
            format!(
                r#"{{"v":2,"d":{{{SETTINGS},"workouts":[{{"kind":"Rest"}}],"weeks":{weeks}}}}}"#
            )
        };
        let week = |entries: &str| of(&format!(r#"[{{"phase":"Base","workouts":{entries}}}]"#));
        for (text, reason) in [
            (of("[]"), "1 to 52 weeks"),
            (week("[[1,0,1]]"), "no workout 1"),
            (week("[[1,7,0]]"), "a day of week 1"),
            (week("[[1,0,0],[1,1,0]]"), "of each workout another"),
            (week("[[2,1,0],[1,0,0]]"), "in the order of their dates"),
            (week("[[1,0]]"), "3 elements"),
            (r#"{"v":2,"d":{}}"#.to_owned(), "settings"),
            (r#"{"v":1,"d":{}}"#.to_owned(), "settings"),
            (r#"{"v":3,"d":{}}"#.to_owned(), "unknown form 3"),
        ] {
            let error = decode(&text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
