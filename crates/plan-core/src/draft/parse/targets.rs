//! How hard: zones, paces, races and shares of them.

use super::amounts::{self, Decimal};
use super::lexer::{Cursor, Kind};
use crate::plan::RaceDistance;
use crate::units::{Distance, DistanceUnit, Pace, Percent};
use crate::workout::StepTarget;
use crate::zones::Zone;

/// A target, and whether everything that was written is in it.
pub(super) struct Target {
    /// How hard.
    pub target: StepTarget,
    /// False where a range or an offset was reduced to one value; the words
    /// are then kept as a note.
    pub is_exact: bool,
    /// True where the slower end of a range of paces was taken.
    pub is_narrowed: bool,
}

impl Target {
    const fn exact(target: StepTarget) -> Self {
        Self {
            target,
            is_exact: true,
            is_narrowed: false,
        }
    }
}

/// What stands behind `@` or `at`.
///
/// Leaves the cursor where it was when nothing is recognized.
pub(super) fn target(cursor: &mut Cursor<'_, '_>, unit: DistanceUnit) -> Option<Target> {
    let mut ahead = *cursor;
    let found = one_target(&mut ahead, unit)?;
    *cursor = ahead;
    Some(found)
}

fn one_target(cursor: &mut Cursor<'_, '_>, unit: DistanceUnit) -> Option<Target> {
    let about = cursor.sign('~') || cursor.words("about") || cursor.words("around");
    if cursor.words("feel") || cursor.words("open") {
        return Some(Target::exact(StepTarget::Open));
    }
    if let Some(mut found) = share(cursor) {
        found.is_exact &= !about;
        return Some(found);
    }
    if let Some((pace, unit)) = amounts::pace(cursor, unit) {
        let other = slower_end(cursor, unit);
        let _ = cursor.words("pace");
        let (pace, unit) = match other {
            // `4:40-4:50/km`: the unit behind holds for both.
            Some((other, behind)) => {
                let first = Pace::from_seconds_per(behind, pace.to_seconds_per(unit));
                let slower = if first.is_faster_than(other) {
                    other
                } else {
                    first
                };
                (slower, behind)
            }
            None => (pace, unit),
        };
        return Some(Target {
            target: StepTarget::Pace { pace, unit },
            is_exact: other.is_none() && !about,
            is_narrowed: other.is_some(),
        });
    }
    let _ = cursor.words("my") || cursor.words("your");
    let goal = cursor.words("goal");
    let zone = zone(cursor);
    if let Some(zone) = zone {
        let _ = cursor.words("race pace")
            || cursor.words("pace")
            || cursor.words("effort")
            || cursor.words("zone");
        return Some(Target {
            target: StepTarget::Zone(zone),
            is_exact: !offset(cursor) && !about,
            is_narrowed: false,
        });
    }
    let mut ahead = *cursor;
    let race = race(&mut ahead)?;
    *cursor = ahead;
    let other = behind_dash(cursor, |cursor| self::race(cursor).is_some());
    let named = cursor.words("race pace")
        || cursor.words("pace")
        || cursor.words("effort")
        || cursor.words("speed");
    let _ = named || goal;
    Some(Target {
        target: StepTarget::RacePace(race),
        is_exact: !offset(cursor) && !other && !about,
        is_narrowed: false,
    })
}

/// The other end of a range of paces.
fn slower_end(cursor: &mut Cursor<'_, '_>, unit: DistanceUnit) -> Option<(Pace, DistanceUnit)> {
    let mut ahead = *cursor;
    if !(ahead.kind(Kind::Dash) || ahead.words("to")) {
        return None;
    }
    let mut minutes = ahead;
    let found = amounts::pace(&mut ahead, unit).or_else(|| {
        // `8:30-9`
        let whole = amounts::number(&mut minutes)?.whole()?;
        let whole = u32::try_from(whole)
            .ok()
            .filter(|whole| (2..=30).contains(whole))?;
        let is_amount = minutes
            .peek()
            .is_some_and(|token| amounts::unit_word(&token).is_some());
        ahead = minutes;
        (!is_amount).then(|| (Pace::from_seconds_per(unit, 60 * whole), unit))
    })?;
    *cursor = ahead;
    Some(found)
}

/// Reads a dash and what follows it, or neither.
fn behind_dash<'t, 'a>(
    cursor: &mut Cursor<'t, 'a>,
    read: impl Fn(&mut Cursor<'t, 'a>) -> bool,
) -> bool {
    let mut ahead = *cursor;
    let found = ahead.kind(Kind::Dash) && read(&mut ahead);
    if found {
        *cursor = ahead;
    }
    found
}

/// `- 10s`, `+ 15 sec`: a pace offset we have no place for.
fn offset(cursor: &mut Cursor<'_, '_>) -> bool {
    let mut ahead = *cursor;
    let found = (ahead.kind(Kind::Dash) || ahead.sign('+'))
        && matches!(
            amounts::amount(&mut ahead),
            Some(amounts::Amount::Time { .. })
        );
    if found {
        let _ = ahead.sign('/') && ahead.next().is_some();
        *cursor = ahead;
    }
    found
}

/// Daniels' letters, exactly, and the words for the zones.
pub(super) fn zone(cursor: &mut Cursor<'_, '_>) -> Option<Zone> {
    const PHRASES: [(&str, Zone); 26] = [
        ("very easy", Zone::Easy),
        ("easy", Zone::Easy),
        ("conversational", Zone::Easy),
        ("recovery", Zone::Easy),
        ("aerobic", Zone::Easy),
        ("marathon goal", Zone::Marathon),
        ("gmp", Zone::Marathon),
        ("mp", Zone::Marathon),
        ("lactate threshold", Zone::Threshold),
        ("threshold", Zone::Threshold),
        ("tempo", Zone::Threshold),
        ("lt", Zone::Threshold),
        ("cruise", Zone::Threshold),
        ("interval", Zone::Interval),
        ("intervals", Zone::Interval),
        ("vo2max", Zone::Interval),
        ("vo2", Zone::Interval),
        ("vo₂max", Zone::Interval),
        ("repetition", Zone::Repetition),
        ("rep", Zone::Repetition),
        ("e pace", Zone::Easy),
        ("m pace", Zone::Marathon),
        ("t pace", Zone::Threshold),
        ("i pace", Zone::Interval),
        ("r pace", Zone::Repetition),
        ("lt pace", Zone::Threshold),
    ];
    if let Some(token) = cursor.peek().filter(|token| token.kind == Kind::Word) {
        let letter = match token.text {
            "E" => Some(Zone::Easy),
            "M" => Some(Zone::Marathon),
            "T" => Some(Zone::Threshold),
            "I" => Some(Zone::Interval),
            "R" => Some(Zone::Repetition),
            _ => None,
        };
        if let Some(zone) = letter {
            cursor.skip(1);
            return Some(zone);
        }
    }
    if cursor.sees("marathon pace") || cursor.sees("marathon effort") {
        cursor.skip(2);
        return Some(Zone::Marathon);
    }
    PHRASES
        .iter()
        .find(|(phrase, _)| cursor.words(phrase))
        .map(|(_, zone)| *zone)
}

/// `95% of 5K pace`, `90–92% MP`, `103/105% MP`: the upper end of a range.
fn share(cursor: &mut Cursor<'_, '_>) -> Option<Target> {
    let mut ahead = *cursor;
    let mut values = vec![percent(&mut ahead)?];
    let mut closed = ahead.sign('%');
    while values.len() < 6 {
        let mut further = ahead;
        if !(further.kind(Kind::Dash) || further.words("to") || further.sign('/')) {
            break;
        }
        let Some(value) = percent(&mut further) else {
            break;
        };
        values.push(value);
        ahead = further;
        closed |= ahead.sign('%');
    }
    if !closed {
        return None;
    }
    let _ = ahead.words("of");
    let of = if ahead.words("mp") || ahead.words("marathon pace") || ahead.words("gmp") {
        RaceDistance::FullMarathon.distance()
    } else {
        let of = race(&mut ahead)?;
        let _ = ahead.words("race pace") || ahead.words("pace") || ahead.words("effort");
        of
    };
    let _ = ahead.words("effort");
    *cursor = ahead;
    let most = values.iter().copied().max()?;
    Some(Target {
        target: StepTarget::Share {
            percent: Percent::from_tenths(most),
            of,
        },
        is_exact: values.len() == 1,
        is_narrowed: false,
    })
}

fn percent(cursor: &mut Cursor<'_, '_>) -> Option<u16> {
    amounts::number(cursor).and_then(Decimal::tenths)
}

/// A race by its name or by its distance; behind a distance the word `race`
/// is read too.
pub(super) fn race(cursor: &mut Cursor<'_, '_>) -> Option<Distance> {
    let half = RaceDistance::HalfMarathon.distance();
    let full = RaceDistance::FullMarathon.distance();
    let named = [
        ("half marathon", half),
        ("half", half),
        ("hmp", half),
        ("hm", half),
        ("full marathon", full),
        ("marathon", full),
        ("mile", DistanceUnit::Mile.one()),
    ];
    for (name, distance) in named {
        if cursor.words(name) {
            if cursor.sees("race pace") {
                cursor.skip(1);
            }
            return Some(distance);
        }
    }
    let mut ahead = *cursor;
    let number = amounts::number(&mut ahead)?;
    let token = ahead.next()?;
    let unit = match amounts::unit_word(&token)? {
        amounts::Unit::Length(one) => one,
        amounts::Unit::Seconds(_) => return None,
    };
    let distance = number.of(unit)?;
    if ahead.sees("race pace") {
        ahead.skip(1);
    }
    *cursor = ahead;
    Some(distance)
}
