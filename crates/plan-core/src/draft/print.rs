//! The canonical text of a draft.
//!
//! Every draft has exactly one text, and [`parse`](super::parse) reads that
//! text back as the same draft. What a reader would assume anyway is left out:
//! a start that follows from the race, a zone that is the usual one of its
//! kind, the easy effort of a warm-up.

use chrono::Weekday;

use super::parse::marks_change;
use super::{Draft, DraftWeek, block_start_before, effort};
use crate::plan::{RaceDistance, RaceGoal};
use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::Zone;

/// The draft as text, in the language of `docs/draft-language.md`.
///
/// Texts of people (notes, names) are one line each; a line break in one is
/// printed as a space.
pub fn print(draft: &Draft) -> String {
    let mut text = String::new();
    title(&mut text, draft);
    for note in &draft.notes {
        line(&mut text, &format!("Note: {}", one_line(note)));
    }
    for (index, week) in draft.weeks.iter().enumerate() {
        text.push('\n');
        week_header(&mut text, index + 1, week, draft.unit);
        for day in draft.weekdays() {
            day_lines(&mut text, day, week.on(day), draft.unit);
        }
        for note in &week.notes {
            line(&mut text, &format!("Note: {}", one_line(note)));
        }
    }
    text
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

fn title(text: &mut String, draft: &Draft) {
    let race = draft
        .race
        .as_ref()
        .map_or("No race", |race| race.distance.label());
    let weeks = draft.weeks.len();
    let plural = if weeks == 1 { "week" } else { "weeks" };
    let unit = match draft.unit {
        DistanceUnit::Mile => "",
        DistanceUnit::Kilometer => " · km",
    };
    line(
        text,
        &format!("# {race} · {weeks} {plural} · {}{unit}", draft.level),
    );
    if let Some(goal) = draft.race.as_ref().and_then(goal) {
        line(text, &format!("Goal: {goal}"));
    }
    if let Some(start) = start(draft) {
        line(text, &format!("Start: {start}"));
    }
}

fn goal(race: &RaceGoal) -> Option<String> {
    let time = race.target_time.map(|time| {
        let seconds = time.as_seconds();
        format!(
            "{}:{:02}:{:02}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        )
    });
    match (race.date, time) {
        (Some(date), Some(time)) => Some(format!("{date}, {time}")),
        (Some(date), None) => Some(date.to_string()),
        (None, time) => time,
    }
}

/// The start as its line says it; `None` where the reader knows it anyway.
fn start(draft: &Draft) -> Option<String> {
    let derived = draft
        .race
        .as_ref()
        .and_then(|race| race.date)
        .and_then(|race| block_start_before(race, draft.weeks.len()));
    match (draft.start, derived) {
        (start, derived) if start == derived => None,
        (Some(start), _) => Some(start.to_string()),
        (None, _) => Some("open".to_owned()),
    }
}

fn week_header(text: &mut String, number: usize, week: &DraftWeek, unit: DistanceUnit) {
    let volume = week
        .stated_volume
        .map(|volume| format!(" · {}", distance(volume, unit)))
        .unwrap_or_default();
    line(text, &format!("## Week {number} · {}{volume}", week.phase));
}

fn day_lines(text: &mut String, day: Weekday, workouts: &[Workout], unit: DistanceUnit) {
    let labels: &[&str] = match workouts.len() {
        2 => &[" AM", " PM"],
        _ => &[],
    };
    for (index, planned) in workouts.iter().enumerate() {
        let label = labels.get(index).copied().unwrap_or_default();
        line(text, &format!("- {day}{label}: {}", workout(planned, unit)));
    }
}

/// One workout as the rest of its line, behind the weekday.
///
/// [`parse_workout`](super::parse_workout) reads it back as the same workout,
/// but for what is not in the text: description, library id, warm-up and
/// cool-down times.
pub fn workout(workout: &Workout, unit: DistanceUnit) -> String {
    let mut text = headline_kind(workout);
    if let Some(name) = &workout.name {
        text.push_str(&format!(" {}", quoted(name)));
    }
    if let Some(amount) = amount(workout, unit) {
        text.push_str(&format!(" {amount}"));
    }
    if workout.zone != workout.kind.zone() {
        text.push_str(&format!(" @ {}", workout.zone.map_or("feel", zone_letter)));
    }
    if let Some(run_walk) = workout.run_walk {
        text.push_str(&format!(
            ", run/walk {}:{}",
            run_walk.run_minutes(),
            run_walk.walk_minutes()
        ));
    }
    if !workout.steps.is_empty() {
        // Where a reader would assume an effort, `@ feel` says there is none.
        let mut assumed = workout.clone();
        effort::assume(&mut assumed);
        let steps = workout.steps.iter().zip(&assumed.steps);
        let steps = steps.map(|(step, assumed)| self::step(step, assumed, unit));
        text.push_str(&format!(": {}", steps.collect::<Vec<_>>().join(", ")));
    }
    if let Some(note) = &workout.note {
        text.push_str(&format!(" — {}", one_line(note)));
    }
    text
}

/// The race a distance is exactly the distance of.
pub(super) fn race_of(distance: Distance) -> Option<RaceDistance> {
    RaceDistance::ALL
        .iter()
        .copied()
        .find(|race| race.distance() == distance)
}

/// True where the kind's word already says how far: `Full marathon race`.
fn is_named_race(workout: &Workout) -> Option<RaceDistance> {
    let plain = workout.kind == WorkoutKind::Race
        && workout.distance_from.is_none()
        && workout.duration.is_none()
        && !workout.distance_is_estimated;
    workout.distance.filter(|_| plain).and_then(race_of)
}

fn headline_kind(workout: &Workout) -> String {
    match is_named_race(workout) {
        Some(race) => format!("{} race", race.label()),
        None => workout.kind.label().to_owned(),
    }
}

fn amount(workout: &Workout, unit: DistanceUnit) -> Option<String> {
    if is_named_race(workout).is_some() {
        return None;
    }
    let distance = workout.distance.map(|to| {
        let about = if workout.distance_is_estimated {
            "~"
        } else {
            ""
        };
        match workout.distance_from {
            Some(from) => format!("{about}{}", range(from, to, unit)),
            None => format!("{about}{}", self::distance(to, unit)),
        }
    });
    let time = workout.duration.map(duration);
    match (distance, time) {
        (None, None) if !workout.steps.is_empty() => Some("open".to_owned()),
        (Some(distance), Some(time)) if workout.distance_is_estimated => {
            Some(format!("{time} ({distance})"))
        }
        (Some(distance), Some(time)) => Some(format!("{distance} in {time}")),
        (distance, time) => distance.or(time),
    }
}

/// One part of a workout by itself: `2 mi warm-up`, `6 x (800 m @ I, 2:40 min jog)`.
pub fn print_step(step: &Step, unit: DistanceUnit) -> String {
    self::step(step, step, unit)
}

fn step(step: &Step, assumed: &Step, unit: DistanceUnit) -> String {
    let parts: Vec<_> = effort::segments(step)
        .iter()
        .zip(effort::segments(assumed))
        .map(|(part, assumed)| segment(part, assumed.target, unit))
        .collect();
    match (step, parts.as_slice()) {
        (Step::Once(_), parts) => parts.join(", "),
        (Step::Repeat { times, .. }, [only]) => format!("{times} x {only}"),
        (Step::Repeat { times, .. }, parts) => format!("{times} x ({})", parts.join(", ")),
    }
}

fn segment(segment: &Segment, assumed: StepTarget, unit: DistanceUnit) -> String {
    let length = match segment.length {
        StepLength::Distance(distance) => Some(step_distance(distance, unit)),
        StepLength::Time(time) => Some(duration(time)),
        StepLength::Open => None,
    };
    let role = match segment.role {
        StepRole::WarmUp => Some("warm-up"),
        StepRole::CoolDown => Some("cool-down"),
        StepRole::Recovery => Some(still(segment).unwrap_or("jog")),
        StepRole::Work if length.is_none() => Some("run"),
        StepRole::Work => None,
    };
    let is_usual = segment.target == usual_target(segment) && segment.target == assumed;
    let target = if is_usual {
        None
    } else {
        Some(format!("@ {}", target(segment.target, unit)))
    };
    let note = segment.note.as_deref().filter(|_| still(segment).is_none());
    let note = note.map(step_note);
    let parts = [length, role.map(str::to_owned), target, note];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The effort a segment has where its text names none.
pub(super) fn usual_target(segment: &Segment) -> StepTarget {
    match segment.role {
        StepRole::Work => StepTarget::Open,
        StepRole::Recovery if still(segment).is_some() => StepTarget::Open,
        StepRole::WarmUp | StepRole::CoolDown | StepRole::Recovery => StepTarget::Zone(Zone::Easy),
    }
}

/// A recovery that is no jog: `walk` or `rest`, said in its note.
pub(super) fn still(segment: &Segment) -> Option<&str> {
    segment
        .note
        .as_deref()
        .filter(|note| segment.role == StepRole::Recovery && matches!(*note, "walk" | "rest"))
}

fn target(target: StepTarget, unit: DistanceUnit) -> String {
    match target {
        StepTarget::Zone(zone) => zone_letter(zone).to_owned(),
        StepTarget::Pace { pace, unit } => format!("{}/{unit}", pace.to_clock(unit)),
        StepTarget::RacePace(race) => format!("{} pace", race_word(race, unit)),
        StepTarget::Share { percent, of } => format!("{percent}% of {} pace", race_word(of, unit)),
        StepTarget::Open => "feel".to_owned(),
    }
}

/// The race a pace is named after. `marathon pace` is the zone M, so the pace
/// of the race over exactly that distance says `marathon race`.
fn race_word(distance: Distance, unit: DistanceUnit) -> String {
    match race_of(distance) {
        Some(RaceDistance::FiveK) => "5K".to_owned(),
        Some(RaceDistance::TenK) => "10K".to_owned(),
        Some(RaceDistance::HalfMarathon) => "half-marathon".to_owned(),
        Some(RaceDistance::FullMarathon) => "marathon race".to_owned(),
        None => format!("{} race", self::distance(distance, unit)),
    }
}

/// Daniels' letter: E, M, T, I, R.
pub(super) const fn zone_letter(zone: Zone) -> &'static str {
    match zone {
        Zone::Easy => "E",
        Zone::Marathon => "M",
        Zone::Threshold => "T",
        Zone::Interval => "I",
        Zone::Repetition => "R",
    }
}

/// `(uphill)` where the words cannot be taken for anything else, else `"…"`.
fn step_note(note: &str) -> String {
    let plain = note
        .split(' ')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
    // `(cancelled)` behind the last step would be about the whole line.
    if plain && !marks_change(note) {
        format!("({note})")
    } else {
        quoted(note)
    }
}

/// In double quotes; a quote inside is doubled.
fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('"', "\"\""))
}

/// A distance in the draft's unit, with as many decimals as it needs; in
/// kilometers where it has no finite number of miles.
pub(crate) fn distance(distance: Distance, unit: DistanceUnit) -> String {
    let (number, unit) = in_unit_or_kilometers(distance, unit);
    format!("{number} {unit}")
}

/// Steps on the track are written in meters.
fn step_distance(distance: Distance, unit: DistanceUnit) -> String {
    let meter = Distance::from_meters(1);
    let half_kilometer = Distance::from_meters(500);
    let is_short = decimal(distance, unit.one()).is_none_or(|number| number.len() > 4);
    let is_metric = unit == DistanceUnit::Kilometer
        && (distance < DistanceUnit::Kilometer.one()
            || distance < Distance::from_kilometers(2)
                && distance.floor_to(half_kilometer) != distance);
    if (is_short || is_metric) && distance.floor_to(meter) == distance {
        format!("{} m", distance.whole_steps(meter))
    } else {
        self::distance(distance, unit)
    }
}

fn range(from: Distance, to: Distance, unit: DistanceUnit) -> String {
    match (decimal(from, unit.one()), decimal(to, unit.one())) {
        (Some(from), Some(to)) => format!("{from}–{to} {unit}"),
        _ => {
            let kilometers = DistanceUnit::Kilometer;
            let number = |distance| in_unit_or_kilometers(distance, kilometers).0;
            format!("{}–{} {kilometers}", number(from), number(to))
        }
    }
}

fn in_unit_or_kilometers(distance: Distance, unit: DistanceUnit) -> (String, DistanceUnit) {
    match decimal(distance, unit.one()) {
        Some(number) => (number, unit),
        None => {
            let kilometers = DistanceUnit::Kilometer;
            // A kilometer is a power of ten of the stored unit, so it always ends.
            let number = decimal(distance, kilometers.one());
            (number.unwrap_or_default(), kilometers)
        }
    }
}

/// `distance / one` in full, or `None` where its decimals do not end.
fn decimal(distance: Distance, one: Distance) -> Option<String> {
    let one = u128::from(one.raw());
    let raw = u128::from(distance.raw());
    let mut text = (raw / one).to_string();
    let mut rest = raw % one;
    if rest > 0 {
        text.push('.');
    }
    // The stored unit is 1/160934400 mi = 1/(2⁹·5²·12573) mi: nine decimals or none.
    for _ in 0..9 {
        if rest == 0 {
            break;
        }
        rest *= 10;
        text.push_str(&(rest / one).to_string());
        rest %= one;
    }
    (rest == 0).then_some(text)
}

/// `40 min`, `90 s`, `2:30 min`.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_seconds();
    if seconds.is_multiple_of(60) {
        format!("{} min", seconds / 60)
    } else if seconds < 120 {
        format!("{seconds} s")
    } else {
        format!("{}:{:02} min", seconds / 60, seconds % 60)
    }
}
