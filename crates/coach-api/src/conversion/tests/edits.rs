//! Two hundred edits of drafts for all four races: each is in the plan, and
//! one that a writer ignores is named.

use chrono::Weekday;
use plan_core::draft::{self, Draft, DraftWeek, differences};
use plan_core::plan::RaceDistance;
use plan_core::units::{Distance, DistanceUnit, Percent};
use plan_core::workout::{Workout, WorkoutKind};

use super::{Conversion, Scripted, brief, garbled, planned};
use crate::writers::rule_based::RuleBased;

/// What a coach does to a line.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Edit {
    MoveRestDay,
    ChangeDistance,
    ChangeUnit,
    RemoveRun,
    AddRace,
    RenameWeekday,
    AddNote,
}

const EDITS: [Edit; 7] = [
    Edit::MoveRestDay,
    Edit::ChangeDistance,
    Edit::ChangeUnit,
    Edit::RemoveRun,
    Edit::AddRace,
    Edit::RenameWeekday,
    Edit::AddNote,
];

/// A draft with one edit in it.
struct Edited {
    edit: Edit,
    /// The week, from 1.
    week: u8,
    /// The days that are different now.
    days: Vec<Weekday>,
    lines: Vec<String>,
    /// What the draft says now, made without reading the text.
    expected: Draft,
    /// The edited line's number, from 1, where there still is one, and what
    /// stood for its day before.
    line: Option<(u32, String)>,
}

impl Edited {
    fn text(&self) -> String {
        self.lines.join("\n")
    }

    fn place(&self) -> String {
        format!("{:?} on {:?} of week {}", self.edit, self.days, self.week)
    }

    /// Makes an edit, where the day offers something to it.
    fn new(draft: &Draft, edit: Edit, index: usize, day: Weekday) -> Option<Self> {
        let mut lines: Vec<String> = draft::print(draft).lines().map(str::to_owned).collect();
        let mut expected = draft.clone();
        let week = &mut expected.weeks[index];
        let next = day.succ();
        let is_last = draft.weekdays().last() == Some(day);
        let (here, there) = (week.on(day).to_vec(), week.on(next).to_vec());
        let [workout] = here.as_slice() else {
            return None;
        };
        let races = |day: &[Workout]| day.iter().any(|it| it.kind == WorkoutKind::Race);
        if is_last || races(&here) || races(&there) {
            return None;
        }
        let rests = workout.kind == WorkoutKind::Rest;
        let at = line_of(&lines, index, day);
        let old = lines[at].clone();
        let (_, body) = old.split_once(": ")?;
        let mut days = vec![day];
        match edit {
            Edit::MoveRestDay => {
                let below = line_of(&lines, index, next);
                let (_, other) = lines[below].split_once(": ")?;
                if !rests || there.iter().all(|it| it.kind == WorkoutKind::Rest) {
                    return None;
                }
                (lines[at], lines[below]) =
                    (format!("- {day}: {other}"), format!("- {next}: {body}"));
                set(week, day, there);
                set(week, next, here);
                days.push(next);
            }
            Edit::ChangeDistance | Edit::ChangeUnit => {
                let unit = draft.unit;
                if rests || !workout.steps.is_empty() {
                    return None;
                }
                let (head, tail) = body.split_once(&format!(" {unit}"))?;
                let (kind, _) = head.rsplit_once(' ')?;
                let (text, distance) = match (edit, unit) {
                    (Edit::ChangeDistance, _) => {
                        let distance = unit.one().percent(Percent::from_whole(950));
                        (format!("9.5 {unit}"), distance)
                    }
                    (_, DistanceUnit::Mile) => ("9 km".to_owned(), Distance::from_kilometers(9)),
                    (_, DistanceUnit::Kilometer) => ("6 miles".to_owned(), Distance::from_miles(6)),
                };
                lines[at] = format!("- {day}: {kind} {text}{tail}");
                let distance = Some(distance);
                set(
                    week,
                    day,
                    vec![Workout {
                        distance,
                        ..workout.clone()
                    }],
                );
            }
            Edit::RemoveRun => {
                if rests {
                    return None;
                }
                lines.remove(at);
                set(week, day, Vec::new());
            }
            Edit::AddRace => {
                lines[at] = format!("- {day}: 10K race");
                let race = Workout::run(WorkoutKind::Race, RaceDistance::TenK.distance());
                set(week, day, vec![race]);
            }
            Edit::RenameWeekday => {
                if rests {
                    return None;
                }
                let names = ["monday", "Tues", "WED", "thur.", "Friday", "sat", "SUNDAY"];
                let name = names[next.num_days_from_monday() as usize];
                lines[at] = format!("- {name}: {body}");
                set(week, day, Vec::new());
                let trained = there.into_iter().filter(|it| it.kind != WorkoutKind::Rest);
                set(week, next, here.into_iter().chain(trained).collect());
                days.push(next);
            }
            Edit::AddNote => {
                if rests || workout.note.is_some() {
                    return None;
                }
                let note = "water at the bridge; 2 gels";
                lines[at] = format!("{old} — {note}");
                let note = Some(note.to_owned());
                set(
                    week,
                    day,
                    vec![Workout {
                        note,
                        ..workout.clone()
                    }],
                );
            }
        }
        let line = (edit != Edit::RemoveRun).then(|| (at as u32 + 1, old.clone()));
        Some(Self {
            edit,
            week: index as u8 + 1,
            days,
            lines,
            expected,
            line,
        })
    }
}

fn set(week: &mut DraftWeek, day: Weekday, workouts: Vec<Workout>) {
    week.days[day.num_days_from_monday() as usize] = workouts;
}

/// Where the line of a day stands, from 0.
fn line_of(lines: &[String], week: usize, day: Weekday) -> usize {
    let header = format!("## Week {} ", week + 1);
    let start = lines.iter().position(|line| line.starts_with(&header));
    let start = start.expect("the week's header");
    let day = format!("- {day}: ");
    let below = lines[start..]
        .iter()
        .position(|line| line.starts_with(&day));
    start + below.expect("the day's line")
}

const RACES: [(RaceDistance, DistanceUnit); 4] = [
    (RaceDistance::FiveK, DistanceUnit::Kilometer),
    (RaceDistance::TenK, DistanceUnit::Mile),
    (RaceDistance::HalfMarathon, DistanceUnit::Kilometer),
    (RaceDistance::FullMarathon, DistanceUnit::Mile),
];

/// Fifty edits of a draft, all over it and of every kind.
fn fifty(draft: &Draft) -> Vec<Edited> {
    let days: Vec<Weekday> = draft.weekdays().collect();
    let places = (0..draft.weeks.len()).flat_map(|week| days.iter().map(move |day| (week, *day)));
    let mut by_kind: Vec<Vec<Edited>> = EDITS
        .iter()
        .map(|edit| {
            let places = places.clone();
            let edits = places.filter_map(|(week, day)| Edited::new(draft, *edit, week, day));
            edits.collect()
        })
        .collect();
    let mut found = Vec::new();
    while found.len() < 50 {
        for edits in &mut by_kind {
            // From all over: neither the first nor the last ones only.
            let at = (found.len() * 7) % edits.len();
            found.push(edits.swap_remove(at));
        }
    }
    found.truncate(50);
    found
}

#[test]
fn two_hundred_edits_of_two_hundred_are_in_the_plan() {
    let mut made = 0;
    for (race, unit) in RACES {
        let brief = brief(12, race, unit);
        let original = planned(&brief);
        for edited in fifty(&original) {
            let place = format!("{race:?}: {}", edited.place());
            let told = Conversion::of(&brief).run(&RuleBased, &edited.text());
            let converted = told.converted();
            assert_eq!(converted.draft, edited.expected, "{place}");
            assert_eq!(converted.differences, [], "{place}");

            let mut weeks = edited.expected.clone();
            for (week, said) in weeks.weeks.iter_mut().zip(&told.weeks) {
                week.days = Default::default();
                for planned in &said.week.workouts {
                    let day = chrono::Datelike::weekday(&planned.date);
                    week.days[day.num_days_from_monday() as usize].push(planned.workout.clone());
                }
            }
            assert_eq!(
                differences(&edited.expected, &weeks),
                [],
                "{place}: the weeks said"
            );
            let changed = differences(&original, &weeks);
            assert!(!changed.is_empty(), "{place}: nothing has changed");
            for difference in changed {
                let is_there = difference.week == Some(edited.week)
                    && difference.day.is_some_and(|day| edited.days.contains(&day));
                assert!(is_there, "{place}: {difference:?}");
            }
            made += 1;
        }
    }
    assert_eq!(made, 200);
}

#[test]
fn an_edit_that_a_writer_ignores_is_named_or_refused() {
    let mut tried = [0; EDITS.len()];
    for (race, unit) in RACES {
        let brief = brief(12, race, unit);
        for mut edited in fifty(&planned(&brief)) {
            // The edit stands in a line that the code cannot read, and the
            // writer writes what stood there before.
            let Some((number, old)) = edited.line.clone() else {
                continue;
            };
            let line = &mut edited.lines[number as usize - 1];
            let renamed = line.split_once(':').map(|(day, body)| {
                let day = draft::weekdays_of(&format!("{day}: Rest"))[0];
                format!("- {day}:{body}")
            });
            let Some(unread) = garbled(&renamed.expect("a day's line")) else {
                continue;
            };
            *line = unread;
            let ignorant = Scripted::new(|_, _| Some(vec![(number, old.clone())]));
            let told = Conversion::of(&brief).run(&ignorant, &edited.text());

            let place = format!("{race:?}: {}", edited.place());
            tried[EDITS
                .iter()
                .position(|it| *it == edited.edit)
                .expect("an edit")] += 1;
            assert_eq!(
                ignorant.asked(),
                vec![vec![edited.week]; 3],
                "{place}: two repairs"
            );
            assert!(
                ignorant.complaints().len() >= 2,
                "{place}: it is told what is wrong"
            );
            if edited.edit == Edit::RenameWeekday {
                assert_eq!(told.unreadable(), [number], "{place}");
                continue;
            }
            let named = &told.converted().differences;
            assert!(!named.is_empty(), "{place} is ignored");
            for difference in named {
                assert_eq!(difference.week, Some(edited.week), "{place}");
                assert_eq!(difference.day, Some(edited.days[0]), "{place}");
            }
            let findings = &told.converted().findings;
            assert!(
                findings
                    .iter()
                    .any(|it| it.rule == "line_rewritten" && it.place.line == Some(number)),
                "{place}: {findings:?}"
            );
        }
    }
    // A run that is removed leaves no line to misread; every other edit was tried.
    for (edit, tried) in EDITS.iter().zip(tried) {
        assert_eq!(tried > 10, *edit != Edit::RemoveRun, "{edit:?}: {tried}");
    }
}
