//! The goal race: distance, time and day.

use chrono::NaiveDate;

use super::clause::Clause;
use super::vocabulary as word;
use super::{Recognized, TargetTime, Wish};
use crate::plan::RaceDistance;
use crate::units::Duration;

/// What makes "5k" or a time a goal and not a workout.
const GOAL: &[&str] = &[
    "race",
    "races",
    "racing",
    "goal",
    "target",
    "aim",
    "aiming",
    "train",
    "training",
    "prepare",
    "preparing",
    "plan",
    "event",
    "compete",
    "first",
    "finish",
    "finishing",
    "couch",
    "debut",
    "sub",
    "hope",
    "hoping",
];
/// A time is below it.
const BELOW: &[&str] = &[
    "sub", "under", "below", "break", "breaking", "beat", "within",
];
/// A race or time among these is a workout, a pace or a limit.
const WORKOUT: &[&str] = &[
    "pace",
    "paces",
    "effort",
    "easy",
    "warm",
    "warmup",
    "cool",
    "cooldown",
    "loop",
    "repeats",
    "reps",
    "long",
    "recovery",
    "session",
    "sessions",
    "workout",
    "workouts",
    "runs",
    "km",
    "mile",
    "miles",
    "tempo",
    "interval",
    "intervals",
    "strides",
];
/// These are about another race, or none.
const OTHER_RACE: &[&str] = &[
    "ultra",
    "ultramarathon",
    "tune",
    "tuneup",
    "relay",
    "trail",
    "triathlon",
];

pub(super) fn read(clause: &mut Clause<'_>, wishes: &mut Vec<Recognized>) {
    if clause.has(word::PAST)
        || clause.has(OTHER_RACE)
        || clause.has(&["after", "unless", "except"])
    {
        return;
    }
    // "My 10k time is 45:30", "marathon PB 3:45": where the runner is, not where to.
    let is_record = clause.has(&["time", "times", "pb", "pr", "best", "record"]);
    if is_record && !clause.has(GOAL) && !clause.has(BELOW) && !clause.has(&["want", "wants"]) {
        return;
    }
    let races = distances(clause);
    let dates = date(clause);
    let times = target_time(clause, !races.is_empty());
    for (from, to, race) in races {
        wishes.push(Recognized {
            phrase: clause.use_up(from, to),
            wish: Wish::Race(race),
        });
    }
    if let Some((from, to, date)) = dates {
        wishes.push(Recognized {
            phrase: clause.use_up(from, to),
            wish: Wish::RaceDate(date),
        });
    }
    if let Some((from, to, time)) = times {
        wishes.push(Recognized {
            phrase: clause.use_up(from, to),
            wish: Wish::TargetTime(time),
        });
    }
}

/// Every race the clause names as a goal.
fn distances(clause: &Clause<'_>) -> Vec<(usize, usize, RaceDistance)> {
    let mut found = Vec::new();
    let mut place = 0;
    while place < clause.tokens.len() {
        let Some((to, race, is_plain)) = distance_at(clause, place) else {
            place += 1;
            continue;
        };
        let next = clause.word(to);
        let is_workout = WORKOUT.contains(&next)
            || matches!(
                next,
                "of" | "per" | "a" | "/" | "x" | "each" | "every" | "weekly" | "run"
            )
            || matches!(clause.before(place, 1), "x" | "at" | "of" | "by" | "per")
            || (clause.before(place, 1) == "to" && clause.before(place, 2) != "couch");
        let denied = (0..place)
            .rev()
            .map(|earlier| clause.word(earlier))
            .find(|word| !word::is_filler(word) && *word != "run")
            .is_some_and(|word| word::NOT.contains(&word) || word == "without");
        if !is_workout && !denied && (is_plain || is_goal(clause, place, to)) {
            found.push((place, to, race));
        }
        place = to;
    }
    found
}

/// The race at a place, where it ends, and whether its name alone says that it is a race.
pub(super) fn distance_at(
    clause: &Clause<'_>,
    place: usize,
) -> Option<(usize, RaceDistance, bool)> {
    use RaceDistance::{FiveK, FullMarathon, HalfMarathon, TenK};
    let marathon = |word: &str| matches!(word, "marathon" | "marathons");
    let (first, second, third) = (
        clause.word(place),
        clause.word(place + 1),
        clause.word(place + 2),
    );
    Some(match (first, second) {
        ("half", second) if marathon(second) => (place + 2, HalfMarathon, true),
        ("half", "-") if marathon(third) => (place + 3, HalfMarathon, true),
        ("full", second) if marathon(second) => (place + 2, FullMarathon, true),
        (first, _) if marathon(first) => (place + 1, FullMarathon, true),
        ("hm" | "halfmarathon", _) => (place + 1, HalfMarathon, true),
        ("half", "" | "in" | "on" | "sub" | "under" | "race" | "plan") => {
            (place + 1, HalfMarathon, false)
        }
        ("5" | "5.0", "k" | "km") => (place + 2, FiveK, false),
        ("10" | "10.0", "k" | "km") => (place + 2, TenK, false),
        ("5k" | "5km", _) => (place + 1, FiveK, false),
        ("10k" | "10km", _) => (place + 1, TenK, false),
        ("21k" | "21km" | "21.1k" | "21.1km", _) => (place + 1, HalfMarathon, false),
        ("42k" | "42km" | "42.2k" | "42.2km", _) => (place + 1, FullMarathon, false),
        _ => return None,
    })
}

/// A bare distance is a goal among words of racing, after `a`, `my` or `for`,
/// beside a time, or alone.
fn is_goal(clause: &Clause<'_>, from: usize, to: usize) -> bool {
    let alone = (0..clause.tokens.len())
        .filter(|place| !(from..to).contains(place))
        .all(|place| word::is_filler(clause.word(place)) || distance_at(clause, place).is_some());
    // "An hour and a half" is no race.
    let is_half = clause.word(from) == "half";
    let named = matches!(clause.before(from, 1), "my" | "first" | "for")
        || (!is_half && matches!(clause.before(from, 1), "a" | "the" | "or"));
    let timed = clause.has(BELOW) || clause.words().any(|word| clock(word).is_some());
    let dated = iso_date(clause).is_some();
    (alone && !is_half) || named || timed || dated || clause.has(GOAL)
}

/// The day of the race: a date in ISO form that is not said to be another day.
fn date(clause: &Clause<'_>) -> Option<(usize, usize, NaiveDate)> {
    let other_day = clause.has(&[
        "start",
        "starts",
        "starting",
        "begin",
        "begins",
        "beginning",
        "from",
        "until",
        "till",
        "before",
        "by",
        "holiday",
        "vacation",
        "away",
        "travel",
        "traveling",
        "born",
        "injured",
    ]);
    let about_a_race = (0..clause.tokens.len()).any(|place| distance_at(clause, place).is_some())
        || clause.has(&["race", "racing", "event", "goal"]);
    let (from, to, date) = iso_date(clause)?;
    let alone = (0..clause.tokens.len())
        .filter(|place| !(from..to).contains(place))
        .all(|place| word::is_filler(clause.word(place)));
    (!other_day && (about_a_race || alone)).then_some((from, to, date))
}

/// The only date of a clause.
pub(super) fn iso_date(clause: &Clause<'_>) -> Option<(usize, usize, NaiveDate)> {
    let mut dates = (0..clause.tokens.len()).filter_map(|place| {
        let [year, first, month, second, day] =
            [0, 1, 2, 3, 4].map(|step| clause.word(place + step));
        let shaped = [first, second] == ["-", "-"]
            && [year.len(), month.len(), day.len()] == [4, 2, 2]
            && (1..5).all(|step| clause.touches(place + step));
        let date = NaiveDate::from_ymd_opt(
            year.parse().ok().filter(|_| shaped)?,
            month.parse().ok()?,
            day.parse().ok()?,
        )?;
        Some((place, place + 5, date))
    });
    let date = dates.next()?;
    dates.next().is_none().then_some(date)
}

/// How surely a way of writing is a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `3:45`, `3h30`
    Clock,
    /// `4 hours`, `50 minutes`
    Counted,
    /// `20`
    Bare,
}

/// The only time of a clause, where the clause says that it is a goal.
fn target_time(clause: &Clause<'_>, has_race: bool) -> Option<(usize, usize, TargetTime)> {
    let weekday = clause.words().any(|word| word::weekdays(word).is_some());
    if weekday || clause.has(WORKOUT) || clause.has(&["day", "days", "weekly"]) {
        return None;
    }
    let has_goal = has_race || clause.has(GOAL);
    let mut found = Vec::new();
    let mut place = 0;
    while place < clause.tokens.len() {
        let Some((to, form, time)) = time_at(clause, place) else {
            place += 1;
            continue;
        };
        let dash = usize::from(clause.before(place, 1) == "-");
        let before = clause.before(place, 1 + dash);
        let below = BELOW.contains(&before);
        let wanted = match form {
            Form::Clock => below || has_goal,
            Form::Counted => (below || before == "in") && has_goal,
            Form::Bare => before == "sub" || (below && has_race),
        };
        let denied = clause
            .words()
            .take(place)
            .any(|word| word::NOT.contains(&word));
        if wanted && !denied {
            let from = if below { place - 1 - dash } else { place };
            found.push((from, to, time));
        }
        place = to;
    }
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The time at a place and where it ends.
fn time_at(clause: &Clause<'_>, place: usize) -> Option<(usize, Form, TargetTime)> {
    let exact = |seconds: u32| TargetTime {
        reading: Duration::from_seconds(seconds),
        other: None,
    };
    let word = clause.word(place);
    if let Some(time) = clock(word) {
        let to = place + 1;
        return Some(if word::HOURS.contains(&clause.word(to)) {
            (to + 1, Form::Clock, exact(time.reading.as_seconds()))
        } else {
            (to, Form::Clock, time)
        });
    }
    let number = word::number(word).map(u32::from)?;
    let next = clause.word(place + 1);
    if word::HOURS.contains(&next) {
        let and = usize::from(clause.word(place + 2) == "and");
        let minutes = word::number(clause.word(place + 2 + and)).filter(|minutes| *minutes < 60);
        let hours = number * 3_600;
        return Some(match minutes.map(u32::from) {
            Some(minutes) => {
                let unit = place + 3 + and;
                let to = unit + usize::from(word::MINUTES.contains(&clause.word(unit)));
                (to, Form::Counted, exact(hours + minutes * 60))
            }
            None => (place + 2, Form::Counted, exact(hours)),
        });
    }
    if word::MINUTES.contains(&next) {
        return Some((place + 2, Form::Counted, exact(number * 60)));
    }
    // The "5" of "5 km" and the day of a date are no times.
    if matches!(next, "k" | "km" | "-") || number == 0 {
        return None;
    }
    Some((
        place + 1,
        Form::Bare,
        TargetTime {
            reading: Duration::from_minutes(number),
            other: (number < 10).then(|| Duration::from_minutes(number * 60)),
        },
    ))
}

/// `3:45:00`, `3:45`, `45:30`, `3h30`, `3h30m`, `4h`, `50min`.
fn clock(word: &str) -> Option<TargetTime> {
    let two_digits = |text: &str| {
        (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
            .filter(|value| *value < 60)
    };
    let leading = |text: &str| {
        ((1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse::<u32>().ok())
            .flatten()
    };
    let exact = |seconds: u32| TargetTime {
        reading: Duration::from_seconds(seconds),
        other: None,
    };
    if let Some(minutes) = word.strip_suffix("min").and_then(leading) {
        return Some(exact(minutes * 60));
    }
    if let Some((hours, rest)) = word.split_once('h') {
        let rest = rest.trim_end_matches("min").trim_end_matches('m');
        let minutes = if matches!(rest, "" | "r" | "rs") {
            0
        } else {
            two_digits(rest)?
        };
        return Some(exact(leading(hours)? * 3_600 + minutes * 60));
    }
    let parts = word.split(':').collect::<Vec<_>>();
    match parts.as_slice() {
        [hours, minutes, seconds] => Some(exact(
            leading(hours)? * 3_600 + two_digits(minutes)? * 60 + two_digits(seconds)?,
        )),
        [first, second] => {
            let (first, second) = (leading(first)?, two_digits(second)?);
            Some(TargetTime {
                reading: Duration::from_seconds(first * 3_600 + second * 60),
                other: Some(Duration::from_seconds(first * 60 + second)),
            })
        }
        _ => None,
    }
}
