//! Days: how many a week, which not, and which for the long run.

use chrono::Weekday;

use super::clause::Clause;
use super::vocabulary as word;
use super::{Recognized, Wish};
use crate::planner::WEEKDAYS;

/// Words for running, as far as days are about it.
const RUNNING: &[&str] = &[
    "run",
    "runs",
    "running",
    "train",
    "training",
    "workout",
    "workouts",
    "exercise",
    "available",
];
/// What days are given to that is not running.
const NOT_RUNNING: &[&str] = &[
    "off", "rest", "strength", "gym", "cross", "bike", "biking", "cycling", "swim", "swimming",
    "yoga", "quality", "hard", "easy",
];

pub(super) fn read(clause: &mut Clause<'_>, wishes: &mut Vec<Recognized>) {
    if let Some((from, to, days)) = days_per_week(clause) {
        wishes.push(Recognized {
            phrase: clause.use_up(from, to),
            wish: Wish::DaysPerWeek(days),
        });
    }
    if let Some(wish) = long_run_day(clause).or_else(|| unavailable(clause)) {
        wishes.push(Recognized {
            phrase: clause.use_all(),
            wish,
        });
    }
}

/// `4 days a week`, `run five times per week`, `4x/week`, `run 4 days`.
fn days_per_week(clause: &Clause<'_>) -> Option<(usize, usize, u8)> {
    if clause.has(NOT_RUNNING) || clause.has(word::PAST) || clause.has(word::CONDITIONS) {
        return None;
    }
    (0..clause.tokens.len()).find_map(|place| {
        let (days, mut next) = match clause.word(place).strip_suffix('x') {
            Some(number) => (word::number(number)?, place + 1),
            None => {
                let days = word::number(clause.word(place))?;
                let mut next = place + 1;
                next += usize::from(matches!(clause.word(next), "running" | "run" | "training"));
                let counted = matches!(clause.word(next), "day" | "days" | "times" | "runs" | "x");
                (days, counted.then_some(next + 1)?)
            }
        };
        if clause.word(next) == "of" && clause.word(next + 1) == "running" {
            next += 2;
        }
        let week = match (clause.word(next), clause.word(next + 1)) {
            ("a" | "per" | "each" | "every" | "/", "week") => Some(next + 2),
            ("weekly", _) => Some(next + 1),
            ("", _) if clause.word(place + 1) == "days" && runs(clause, place) => Some(next),
            _ => None,
        }?;
        let is_range = matches!(clause.before(place, 1), "-" | "/" | "to" | "or")
            && word::number(clause.before(place, 2)).is_some();
        let at_most = ["than", "more"] == [clause.before(place, 1), clause.before(place, 2)]
            && word::NOT.contains(&clause.before(place, 3));
        let from = if at_most { place - 3 } else { place };
        let denied = clause
            .words()
            .take(from)
            .any(|word| word::NOT.contains(&word));
        ((3..=7).contains(&days) && !is_range && !denied).then_some((from, week, days))
    })
}

fn runs(clause: &Clause<'_>, place: usize) -> bool {
    matches!(
        clause.before(place, 1),
        "run" | "train" | "running" | "training"
    )
}

/// `long run on Saturday`, `Sundays are for long runs`.
fn long_run_day(clause: &Clause<'_>) -> Option<Wish> {
    let known = |word: &str| {
        word::is_filler(word)
            || word::weekdays(word).is_some()
            || matches!(word, "long" | "run" | "runs" | "running" | "move" | "best")
    };
    let long_run = (0..clause.tokens.len()).any(|place| {
        clause.word(place) == "long"
            && (clause.word(place + 1).starts_with("run")
                || (clause.word(place + 1) == "-" && clause.word(place + 2).starts_with("run")))
    });
    match named_days(clause)?.as_slice() {
        [day] if long_run && clause.left().all(known) => Some(Wish::LongRunDay(*day)),
        _ => None,
    }
}

/// `no running on Sundays`, `can't train Tue/Thu`, `Mondays off`, `only run Tue, Thu and Sat`.
fn unavailable(clause: &Clause<'_>) -> Option<Wish> {
    let known = |word: &str| {
        word::is_filler(word)
            || word::weekdays(word).is_some()
            || word::NOT.contains(&word)
            || RUNNING.contains(&word)
            || word::OFF.contains(&word)
            || matches!(word, "only" | "able" | "through")
    };
    let is_once = clause.has(&["race", "goal", "target", "time", "plan"]);
    let not_always = (1..clause.tokens.len()).any(|place| {
        word::NOT.contains(&clause.before(place, 1))
            && matches!(
                clause.word(place),
                "every" | "each" | "all" | "always" | "just"
            )
    });
    if is_once || not_always || !clause.left().all(known) {
        return None;
    }
    let days = named_days(clause)?;
    let denied = clause.has(word::NOT);
    let off = clause.has(word::OFF);
    match (clause.has(&["only"]), denied, off) {
        (true, false, false) if clause.has(RUNNING) => Some(Wish::Unavailable(
            WEEKDAYS
                .into_iter()
                .filter(|day| !days.contains(day))
                .collect(),
        )),
        (false, true, false) | (false, false, true) => Some(Wish::Unavailable(days)),
        _ => None,
    }
}

/// The weekdays a clause names, Monday first, `Mon-Wed` being three.
fn named_days(clause: &Clause<'_>) -> Option<Vec<Weekday>> {
    let mut named = [false; 7];
    for place in 0..clause.tokens.len() {
        let Some(days) = word::weekdays(clause.word(place)) else {
            continue;
        };
        for day in days {
            named[day.num_days_from_monday() as usize] = true;
        }
        let joined = matches!(clause.word(place + 1), "-" | "to" | "through");
        if let ([from], true, Some([to])) = (days, joined, word::weekdays(clause.word(place + 2))) {
            let mut day = *from;
            while day != *to {
                day = day.succ();
                named[day.num_days_from_monday() as usize] = true;
            }
        }
    }
    let days = WEEKDAYS
        .into_iter()
        .zip(named)
        .filter_map(|(day, named)| named.then_some(day))
        .collect::<Vec<_>>();
    (!days.is_empty()).then_some(days)
}
