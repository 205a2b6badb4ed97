//! What can be counted in a text: distances, times, repetitions, efforts.

use super::kinds::SaidKind;
use super::numbers;
use crate::draft::DifferenceField;
use crate::draft::parse::amounts::{self, Amount, Decimal, Unit};
use crate::draft::parse::lexer::{Cursor, Kind, Token};
use crate::draft::parse::targets;
use crate::plan::RaceDistance;
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::StepTarget;
use crate::zones;

/// A number below it, in meters, is no stretch of running.
const SHORTEST_REPEAT: u16 = 30;

/// What can be counted in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Distance(Distance),
    Time(Duration),
    Repetitions(u64),
    /// A number without a unit: a distance, a time, or how often.
    Number(Decimal),
    /// How hard: a pace with its unit, or what stands behind `@` or `at`.
    Effort(StepTarget),
}

impl Measure {
    /// No distance and no time at all.
    pub(super) fn is_nothing(self) -> bool {
        match self {
            Self::Distance(distance) => distance.is_zero(),
            Self::Time(time) => time.is_zero(),
            Self::Repetitions(_) | Self::Number(_) | Self::Effort(_) => false,
        }
    }

    pub(super) fn times(self, times: u8) -> Self {
        match self {
            Self::Distance(distance) => Self::Distance(distance.times(u32::from(times))),
            Self::Time(time) => Self::Time(time.times(u32::from(times))),
            Self::Repetitions(of) => Self::Repetitions(of * u64::from(times)),
            Self::Number(_) | Self::Effort(_) => self,
        }
    }

    pub(super) fn field(self) -> DifferenceField {
        match self {
            Self::Distance(_) | Self::Number(_) => DifferenceField::Distance,
            Self::Time(_) => DifferenceField::Duration,
            Self::Repetitions(_) => DifferenceField::Steps,
            Self::Effort(_) => DifferenceField::Zone,
        }
    }

    /// A length as it is written.
    fn amount(self) -> Option<Amount> {
        match self {
            Self::Distance(to) => Some(Amount::Distance { from: None, to }),
            Self::Time(to) => Some(Amount::Time { from: None, to }),
            Self::Number(_) | Self::Repetitions(_) | Self::Effort(_) => None,
        }
    }

    /// Equal, but for rounding: when units are converted, and of a race's
    /// distance (26.2 mi are a marathon).
    pub(super) fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Distance(one), Self::Distance(other)) => {
                let between = one.saturating_sub(other) + other.saturating_sub(one);
                let is_race = RaceDistance::ALL
                    .iter()
                    .any(|race| [one, other].contains(&race.distance()));
                let slack = match is_race {
                    true => one.max(other).percent(Percent::from_tenths(5)),
                    false => DistanceUnit::Mile.hundredth(),
                };
                between <= slack
            }
            (Self::Effort(one), Self::Effort(other)) => is_as_hard(one, other),
            (Self::Number(number), other) | (other, Self::Number(number)) => {
                is_counted(number, other)
            }
            (one, other) => one == other,
        }
    }
}

/// True where a number, in some unit, is the measure.
fn is_counted(number: Decimal, measure: Measure) -> bool {
    let of = |one| number.of(one).map(Measure::Distance);
    match measure {
        Measure::Distance(_) => {
            let is_track = number.as_f64() >= f64::from(SHORTEST_REPEAT);
            let meters = Some(Distance::from_meters(1)).filter(|_| is_track);
            let units = [DistanceUnit::Mile.one(), DistanceUnit::Kilometer.one()];
            let lengths = units.into_iter().chain(meters).filter_map(of);
            lengths.into_iter().any(|length| length.is(measure))
        }
        Measure::Time(time) => [1, 60, 3_600].into_iter().any(|one| {
            let seconds = number.as_f64() * f64::from(one);
            seconds.round() == f64::from(time.as_seconds())
        }),
        Measure::Repetitions(times) => number.as_f64() == times as f64,
        Measure::Number(other) => number.as_f64() == other.as_f64(),
        Measure::Effort(_) => false,
    }
}

/// Equal, but for rounding when units are converted.
fn is_as_hard(one: StepTarget, other: StepTarget) -> bool {
    use StepTarget::{Pace, RacePace, Zone};
    match (one, other) {
        (Pace { pace: one, .. }, Pace { pace: other, .. }) => {
            let [one, other] = [one, other].map(|it| it.to_seconds_per(DistanceUnit::Kilometer));
            one.abs_diff(other) <= 1
        }
        // Zone M is marathon pace.
        (Zone(zone), RacePace(race)) | (RacePace(race), Zone(zone)) => {
            zone == zones::Zone::Marathon && race == RaceDistance::FullMarathon.distance()
        }
        (one, other) => one == other,
    }
}

/// A measure and the words that state it.
pub(super) struct Mention<'a> {
    pub(super) measure: Measure,
    /// What will do as well: the 7 of `7 or 8 miles`.
    pub(super) or: Option<Measure>,
    pub(super) text: &'a str,
}

impl Mention<'_> {
    /// True for what is said, or will do as well.
    pub(super) fn allows(&self, measure: Measure) -> bool {
        self.measure.is(measure) || self.or.is_some_and(|or| or.is(measure))
    }
}

/// What is said in a text.
#[derive(Default)]
pub(super) struct Mentions<'a> {
    /// What can be counted, in order.
    pub(super) measures: Vec<Mention<'a>>,
    /// Kinds of workouts, in order.
    pub(super) kinds: Vec<SaidKind<'a>>,
}

impl Mentions<'_> {
    /// True where a kind of training is named beyond doubt.
    pub(super) fn has_kind(&self) -> bool {
        self.kinds.iter().any(|it| it.is_strong)
    }
}

/// Everything that is said in a text.
pub(super) fn mentions<'a>(
    source: &'a str,
    tokens: &[Token<'a>],
    unit: DistanceUnit,
) -> Mentions<'a> {
    let mut cursor = Cursor::new(tokens);
    let mut found = Vec::new();
    let mut kinds = Vec::new();
    let mut lower_ends = Vec::new();
    let plain = |measure, text| Mention {
        measure,
        or: None,
        text,
    };
    while let Some(first) = cursor.peek() {
        let is_announced = cursor.sign('@') || cursor.words("at");
        if let Some((effort, text)) = effort(source, tokens, &mut cursor, unit, is_announced) {
            found.push(plain(Measure::Effort(effort), text));
            continue;
        }
        if is_announced {
            continue;
        }
        // `90% 5k`, `80 % of 10K`: how hard.
        if cursor.sign('%') {
            let _ = cursor.words("of");
            if amounts::amount(&mut cursor).is_none() {
                // `106% MP`
                let _ = targets::target(&mut cursor, unit);
            }
            continue;
        }
        let start = cursor.position();
        if let Some(times) = repetitions(&mut cursor) {
            found.push(plain(Measure::Repetitions(times), first.text));
            continue;
        }
        let Some(amount) = amounts::amount(&mut cursor) else {
            if let Some(counted) = numbers::counted(tokens, &mut cursor) {
                let is_pace = counted
                    .measure
                    .amount()
                    .is_some_and(|amount| is_pace(&mut cursor, amount));
                let text = words(source, &tokens[start..counted.end]);
                if !is_pace {
                    found.push(Mention {
                        measure: counted.measure,
                        or: counted.or,
                        text,
                    });
                }
            } else if let Some(kind) = SaidKind::read(source, tokens, &mut cursor) {
                kinds.push(kind);
            } else {
                cursor.skip(1);
            }
            continue;
        };
        let read = &tokens[start..cursor.position()];
        // Minutes and seconds, or hours and minutes, or a pace: nobody can tell.
        let is_bare_clock = first.kind == Kind::Clock && read.len() == 1;
        if is_bare_clock || is_pace(&mut cursor, amount) {
            continue;
        }
        let text = words(source, read);
        let measure = match amount {
            Amount::Distance { from, to } => {
                lower_ends.extend(from.map(|from| plain(Measure::Distance(from), text)));
                Measure::Distance(to)
            }
            Amount::Time { from: _, to } => Measure::Time(to),
        };
        found.push(plain(measure, text));
    }
    if found.len() == 1 {
        found.append(&mut lower_ends);
    }
    Mentions {
        measures: found,
        kinds,
    }
}

/// How hard: whatever is announced, else only what can be nothing but a pace
/// (`8:00/mi`, `5K pace`, `threshold effort`).
fn effort<'a>(
    source: &'a str,
    tokens: &[Token<'a>],
    cursor: &mut Cursor<'_, 'a>,
    unit: DistanceUnit,
    is_announced: bool,
) -> Option<(StepTarget, &'a str)> {
    let mut ahead = *cursor;
    let target = targets::target(&mut ahead, unit)?.target;
    let read = &tokens[cursor.position()..ahead.position()];
    let last = read.last()?;
    let is_per_length = matches!(target, StepTarget::Pace { .. })
        && matches!(amounts::unit_word(last), Some(Unit::Length(_)));
    let is_named = ["pace", "effort", "speed"]
        .iter()
        .any(|word| last.is_word(word));
    let is_run = matches!(read[0].kind, Kind::Number(_))
        && matches!(target, StepTarget::RacePace(race) if !is_whole(race));
    let is_pace = is_per_length || is_named && !is_run;
    if !is_announced && !is_pace || target == StepTarget::Open {
        return None;
    }
    *cursor = ahead;
    Some((target, words(source, read)))
}

/// Races that paces are named after are whole kilometers; `5.5 mi pace` is a run.
fn is_whole(race: Distance) -> bool {
    race.floor_to(DistanceUnit::Kilometer.one()) == race
}

/// Tokens as they were written.
pub(super) fn words<'a>(source: &'a str, read: &[Token<'a>]) -> &'a str {
    match read {
        [first, .., last] => &source[first.start..last.end()],
        [only] => &source[only.start..only.end()],
        [] => "",
    }
}

/// The 6 of `6 x 800 m`.
fn repetitions(cursor: &mut Cursor<'_, '_>) -> Option<u64> {
    let mut ahead = *cursor;
    let times = amounts::number(&mut ahead)?.whole()?;
    if !ahead.kind(Kind::Times) {
        return None;
    }
    *cursor = ahead;
    Some(times)
}

/// True where an amount was the beginning of a pace, which is read to its end:
/// `8 min/mi`, `5K pace`.
fn is_pace(cursor: &mut Cursor<'_, '_>, amount: Amount) -> bool {
    let mut ahead = *cursor;
    let is_found = match amount {
        Amount::Time { .. } => {
            let is_per = ahead.sign('/') || ahead.words("per") || ahead.words("a");
            let is_length =
                |token: Token<'_>| matches!(amounts::unit_word(&token), Some(Unit::Length(_)));
            is_per && ahead.next().is_some_and(is_length)
                || !is_per && (ahead.words("pace") || ahead.words("pacing"))
        }
        Amount::Distance { to, .. } => {
            let _ = ahead.words("goal") || ahead.words("race");
            let words = ["pace", "paced", "effort", "speed", "intensity"];
            is_whole(to) && words.iter().any(|word| ahead.words(word))
        }
    };
    if is_found {
        *cursor = ahead;
    }
    is_found
}
