//! Single edits on the drafts the planner prints: each is read as exactly that
//! change, reaches the scheduled plan, and leaves every other day alone.

use chrono::{NaiveDate, Weekday};
use plan_core::draft::{Draft, Schedule, differences, print};
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{self, PlanBrief};
use plan_core::units::{Distance, DistanceUnit, Percent};
use plan_core::workout::{Workout, WorkoutKind};

use crate::read;

fn planned(race: RaceDistance, unit: DistanceUnit) -> Draft {
    let mut brief = PlanBrief::new(12, Level::Intermediate);
    brief.unit = unit;
    brief.race = Some(RaceGoal {
        distance: race,
        date: NaiveDate::from_ymd_opt(2026, 10, 18),
        target_time: None,
    });
    planner::plan(&brief).expect("a plan").draft
}

/// What a coach does to a line.
#[derive(Clone, Copy, Debug)]
enum Edit {
    SwapWithNextDay,
    ChangeDistance,
    ChangeUnit,
    RemoveLine,
    WriteRace,
    RenameWeekday,
    AddNote,
    WriteRest,
    JoinTwoDays,
    TickAndChange,
    StrikeOut,
    PointToRest,
    Cancel,
    ChangeTo,
}

const EDITS: [Edit; 14] = [
    Edit::SwapWithNextDay,
    Edit::ChangeDistance,
    Edit::ChangeUnit,
    Edit::RemoveLine,
    Edit::WriteRace,
    Edit::RenameWeekday,
    Edit::AddNote,
    Edit::WriteRest,
    Edit::JoinTwoDays,
    Edit::TickAndChange,
    Edit::StrikeOut,
    Edit::PointToRest,
    Edit::Cancel,
    Edit::ChangeTo,
];

/// A draft and its text, a line a day.
#[derive(Clone)]
struct Written {
    draft: Draft,
    lines: Vec<String>,
}

impl Written {
    fn new(draft: Draft) -> Self {
        let lines = print(&draft).lines().map(str::to_owned).collect();
        Self { draft, lines }
    }

    /// Where a day of a week stands.
    fn line_of(&self, week: usize, day: Weekday) -> usize {
        let header = format!("## Week {} ", week + 1);
        let start = self.lines.iter().position(|line| line.starts_with(&header));
        let start = start.expect("the week's header");
        let prefix = format!("- {day}: ");
        let behind = self.lines[start..]
            .iter()
            .position(|line| line.starts_with(&prefix));
        start + behind.expect("the day's line")
    }

    fn body(&self, week: usize, day: Weekday) -> String {
        self.lines[self.line_of(week, day)][7..].to_owned()
    }

    fn rewrite(&mut self, week: usize, day: Weekday, body: &str) {
        let line = self.line_of(week, day);
        self.lines[line] = format!("- {day}: {body}");
    }

    fn day(&mut self, week: usize, day: Weekday) -> &mut Vec<Workout> {
        &mut self.draft.weeks[week].days[day.num_days_from_monday() as usize]
    }

    /// Makes the edit in the text and, on its own, in the structure. `None`
    /// where the line offers nothing to it, else the days that change.
    fn make(&mut self, edit: Edit, week: usize, day: Weekday) -> Option<Vec<Weekday>> {
        let body = self.body(week, day);
        let next = day.succ();
        let is_last_of_week = self.draft.weekdays().last() == Some(day);
        let here = self.draft.weeks[week].on(day).to_vec();
        let there = self.draft.weeks[week].on(next).to_vec();
        let [workout] = here.as_slice() else {
            return None;
        };
        let holds_race = |day: &[Workout]| day.iter().any(|it| it.kind == WorkoutKind::Race);
        if holds_race(&here) || holds_race(&there) || is_last_of_week {
            return None;
        }
        let rests = workout.kind == WorkoutKind::Rest;
        match edit {
            Edit::SwapWithNextDay => {
                let other = self.body(week, next);
                self.rewrite(week, day, &other);
                self.rewrite(week, next, &body);
                *self.day(week, day) = there.clone();
                *self.day(week, next) = here.clone();
                (here != there).then(|| vec![day, next])
            }
            Edit::ChangeDistance | Edit::ChangeUnit => {
                let unit = self.draft.unit;
                let written = format!(" {unit}");
                if rests || !workout.steps.is_empty() {
                    return None;
                }
                let (head, tail) = body.split_once(&written)?;
                let (kind, _) = head.rsplit_once(' ')?;
                let (text, distance) = match (edit, unit) {
                    (Edit::ChangeDistance, _) => (
                        format!("9.5 {unit}"),
                        unit.one().percent(Percent::from_whole(950)),
                    ),
                    (_, DistanceUnit::Mile) => ("9 km".to_owned(), Distance::from_kilometers(9)),
                    (_, DistanceUnit::Kilometer) => ("6 miles".to_owned(), Distance::from_miles(6)),
                };
                self.rewrite(week, day, &format!("{kind} {text}{tail}"));
                self.day(week, day)[0].distance = Some(distance);
                Some(vec![day])
            }
            Edit::RemoveLine => {
                let line = self.line_of(week, day);
                self.lines.remove(line);
                self.day(week, day).clear();
                (!rests).then(|| vec![day])
            }
            Edit::WriteRace => {
                self.rewrite(week, day, "10K race");
                *self.day(week, day) = vec![Workout::run(
                    WorkoutKind::Race,
                    RaceDistance::TenK.distance(),
                )];
                Some(vec![day])
            }
            Edit::RenameWeekday => {
                if rests {
                    return None;
                }
                let line = self.line_of(week, day);
                let name = ["monday", "Tues", "WED", "thur.", "Friday", "sat", "SUNDAY"]
                    [next.num_days_from_monday() as usize];
                self.lines[line] = format!("- {name}: {body}");
                self.day(week, day).clear();
                let mut both = here.clone();
                both.extend(there.into_iter().filter(|it| it.kind != WorkoutKind::Rest));
                *self.day(week, next) = both;
                Some(vec![day, next])
            }
            Edit::AddNote => {
                let note = "water at the bridge; 2 gels";
                if rests || workout.note.is_some() {
                    return None;
                }
                self.rewrite(week, day, &format!("{body} — {note}"));
                self.day(week, day)[0].note = Some(note.to_owned());
                Some(vec![day])
            }
            Edit::WriteRest => {
                self.rewrite(week, day, "Off");
                *self.day(week, day) = vec![Workout::rest()];
                (!rests).then(|| vec![day])
            }
            Edit::JoinTwoDays => {
                let line = self.line_of(week, day);
                let below = self.line_of(week, next);
                self.lines[line] = format!("- {day} & {next}: {body}");
                self.lines.remove(below);
                *self.day(week, next) = here.clone();
                (here != there).then(|| vec![next])
            }
            Edit::TickAndChange => {
                let line = self.line_of(week, day);
                self.lines[line] = format!("- [x] {day}: Easy 7.5 mi");
                let distance = Distance::from_miles(1).percent(Percent::from_whole(750));
                *self.day(week, day) = vec![Workout::run(WorkoutKind::Easy, distance)];
                Some(vec![day])
            }
            // A note behind the dash is not what is struck out.
            Edit::StrikeOut | Edit::PointToRest | Edit::Cancel | Edit::ChangeTo
                if rests || workout.note.is_some() =>
            {
                None
            }
            Edit::StrikeOut | Edit::PointToRest => {
                let written = match edit {
                    Edit::StrikeOut => format!("~~{body}~~ Rest"),
                    _ => format!("{body} → Rest"),
                };
                self.rewrite(week, day, &written);
                *self.day(week, day) = vec![Workout::rest()];
                Some(vec![day])
            }
            Edit::Cancel => {
                let written = format!("{body} (cancelled)");
                self.rewrite(week, day, &written);
                let mut rest = Workout::rest();
                rest.note = Some(written);
                *self.day(week, day) = vec![rest];
                Some(vec![day])
            }
            Edit::ChangeTo => {
                self.rewrite(week, day, &format!("{body} changed to Long 9 km"));
                let distance = Distance::from_kilometers(9);
                *self.day(week, day) = vec![Workout::run(WorkoutKind::LongRun, distance)];
                Some(vec![day])
            }
        }
    }
}

#[test]
fn every_single_edit_of_a_printed_draft_is_in_the_plan_and_nothing_else_is() {
    use DistanceUnit::{Kilometer, Mile};
    use RaceDistance::{FiveK, FullMarathon, HalfMarathon, TenK};

    for (race, unit) in [
        (FiveK, Kilometer),
        (TenK, Mile),
        (HalfMarathon, Kilometer),
        (FullMarathon, Mile),
    ] {
        let original = Written::new(planned(race, unit));
        let mut made = [0; EDITS.len()];
        for week in 0..original.draft.weeks.len() {
            for day in original.draft.weekdays() {
                for (kind, edit) in EDITS.into_iter().enumerate() {
                    let mut edited = original.clone();
                    let Some(touched) = edited.make(edit, week, day) else {
                        continue;
                    };
                    made[kind] += 1;
                    let place = format!("{race:?}, {edit:?} on {day} of week {}", week + 1);

                    let parsed = read(&edited.lines.join("\n"));
                    assert_eq!(parsed.unreadable, [], "{place}");
                    assert_eq!(parsed.draft, edited.draft, "{place}");

                    let schedule = Schedule {
                        start: None,
                        pattern: ProgressionPattern::ThreeUpOneDown,
                        vdot: None,
                    };
                    let plan = parsed.draft.schedule(schedule).expect("a calendar");
                    let plan = Draft::of_plan(&plan);
                    assert_eq!(differences(&parsed.draft, &plan), [], "{place}");

                    let changed = differences(&original.draft, &plan);
                    assert!(!changed.is_empty(), "{place}: the plan is unchanged");
                    for difference in changed {
                        let is_there = difference.week == u8::try_from(week + 1).ok()
                            && difference.day.is_some_and(|day| touched.contains(&day));
                        assert!(is_there, "{place}: {difference:?}");
                    }
                }
            }
        }
        assert!(made.iter().all(|made| *made >= 10), "{race:?}: {made:?}");
        assert!(made.iter().sum::<usize>() >= 200, "{race:?}: {made:?}");
    }
}

/// Where a run that is moved goes is in two lines; the one it leaves is asked about.
#[test]
fn a_run_marked_as_moved_to_another_day_is_asked_about_wherever_it_stands() {
    let original = Written::new(planned(RaceDistance::FullMarathon, DistanceUnit::Mile));
    let mut moved = 0;
    for week in 0..original.draft.weeks.len() {
        for day in original.draft.weekdays() {
            let body = original.body(week, day);
            if body.starts_with("Rest") || body.contains(" — ") {
                continue;
            }
            for words in ["moved to", "→", "- switched to", ", shifted to"] {
                let mut edited = original.clone();
                edited.rewrite(week, day, &format!("{body} {words} {}", day.succ()));
                let parsed = read(&edited.lines.join("\n"));
                let lines: Vec<u32> = parsed.unreadable.iter().map(|it| it.line).collect();
                let line = edited.line_of(week, day) as u32 + 1;
                assert_eq!(lines, [line], "{}", edited.lines[line as usize - 1]);
                assert!(parsed.draft.weeks[week].on(day).is_empty());
                moved += 1;
            }
        }
    }
    assert!(moved >= 150, "{moved}");
}
