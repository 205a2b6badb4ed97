//! What a line says that needs no understanding, and whether a reading has it.
//!
//! Whoever rewrites a line of a coach may misunderstand it, and must not lose
//! it. So the line is searched for what can be told without understanding it:
//! distances and times with their units, repetitions, paces and zones, rest, a
//! race, and the note behind the dash. Numbers without a unit, clock times without
//! one, and what stands in a note are not counted among them. Of a range the upper
//! end counts, since a part of a workout has no other, and of paces the slower one;
//! the lower end only of a distance that is all there is to a line.

use super::amounts::{self, Amount, Unit};
use super::lexer::{Cursor, Kind, Token, tokens};
use super::lines::{Line, classify};
use super::reader::split_note;
use super::{race_lines, targets, vocabulary};
use crate::draft::{DifferenceField, print};
use crate::plan::RaceDistance;
use crate::units::{Distance, DistanceUnit, Duration, Percent};
use crate::workout::{Segment, Step, StepLength, StepTarget, Workout, WorkoutKind};
use crate::zones;

/// Something a line says, against what a reading of it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unheard {
    /// What it is about.
    pub field: DifferenceField,
    /// What the line says, as it was written.
    pub expected: String,
    /// The reading, in the draft language.
    pub found: String,
}

/// What can be counted in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Distance(Distance),
    Time(Duration),
    Repetitions(u64),
    /// How hard: a pace with its unit, or what stands behind `@` or `at`.
    Effort(StepTarget),
}

impl Measure {
    fn times(self, times: u8) -> Self {
        match self {
            Self::Distance(distance) => Self::Distance(distance.times(u32::from(times))),
            Self::Time(time) => Self::Time(time.times(u32::from(times))),
            Self::Repetitions(of) => Self::Repetitions(of * u64::from(times)),
            Self::Effort(_) => self,
        }
    }

    fn field(self) -> DifferenceField {
        match self {
            Self::Distance(_) => DifferenceField::Distance,
            Self::Time(_) => DifferenceField::Duration,
            Self::Repetitions(_) => DifferenceField::Steps,
            Self::Effort(_) => DifferenceField::Zone,
        }
    }

    /// Equal, but for rounding: when units are converted, and of a race's
    /// distance (26.2 mi are a marathon).
    fn is(self, other: Self) -> bool {
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
            (one, other) => one == other,
        }
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
struct Mention<'a> {
    measure: Measure,
    text: &'a str,
}

/// What a line says and a reading of it (its workouts; none: rest) does not
/// have, or has without the line saying so.
///
/// Every distance, time and number of repetitions of the line has to be one of
/// the reading's own, as often as the line says it, and every pace and zone once.
/// One that the reading keeps
/// only among its words counts where the rest of the reading is the line's: a
/// length the line does not state cannot take the place of one it does. A rest
/// day stays one, a race stays one, and neither is made up; a note is kept word
/// for word.
///
/// Empty for a reading of the parser's own, for any line it reads.
pub fn unheard(line: &str, reading: &[Workout], unit: DistanceUnit) -> Vec<Unheard> {
    let body = match classify(line) {
        Line::Day { body, .. } => body,
        _ => line,
    };
    let (head, note) = split_note(body);
    let tokens = tokens(head);
    let found = text(reading, unit);
    let difference = |field, expected: &str| Unheard {
        field,
        expected: expected.trim().to_owned(),
        found: found.clone(),
    };
    let races = reading.iter().any(|it| it.kind == WorkoutKind::Race);
    let rests = reading.iter().all(|it| it.kind == WorkoutKind::Rest);
    let mut unheard = Vec::new();
    if race_lines::says_race(&tokens) != races && (races != may_be_race(&tokens) || !races) {
        unheard.push(difference(DifferenceField::RaceDay, body));
    }
    let (efforts, mentions): (Vec<_>, Vec<_>) = mentions(head, &tokens, unit)
        .into_iter()
        .partition(|it| matches!(it.measure, Measure::Effort(_)));
    let says_rest = says_rest(&tokens);
    // `6 x 400 m, 90 s rest` is no day off, whatever word is in it.
    if rests && !says_rest && !(mentions.is_empty() && may_be_rest(&tokens)) {
        // It has lost everything at once.
        if unheard.is_empty() {
            unheard.push(difference(DifferenceField::TrainingDay, body));
        }
        return unheard;
    }
    if !rests && says_rest {
        unheard.push(difference(DifferenceField::RestDay, body));
    }
    let has_note = |note: &str| {
        let notes = reading.iter().filter_map(|it| it.note.as_deref());
        reading.is_empty() || notes.into_iter().any(|own| own.contains(note))
    };
    if let Some(note) = note.filter(|note| !has_note(note)) {
        unheard.push(difference(DifferenceField::Note, note));
    }
    let stated = stated(reading);
    let kept = kept(reading, unit);
    let is_among = |measure: Measure, mentions: &[Mention<'_>]| {
        mentions.iter().any(|it| it.measure.is(measure))
    };
    let has_own = |it: &Mention<'_>| stated.iter().any(|own| own.is(it.measure));
    let is_lines_own = rests
        || (mentions.is_empty() || mentions.iter().any(has_own))
            && headlines(reading).all(|headline| is_among(headline, &mentions));
    for (at, mention) in mentions.iter().enumerate() {
        let same = |other: &&Measure| other.is(mention.measure);
        // The length of the whole may be said again and again.
        let is_whole = wholes(reading).any(|whole| whole.is(mention.measure));
        let before = mentions[..at].iter().filter(|it| same(&&it.measure));
        let asked = if is_whole { 1 } else { before.count() + 1 };
        let own = stated.iter().filter(same).count();
        let words = kept.iter().filter(same).count();
        let has = own + if is_lines_own { words } else { 0 };
        if has < asked {
            unheard.push(difference(mention.measure.field(), mention.text));
        }
    }
    let own: Vec<_> = reading.iter().flat_map(hardness).collect();
    for effort in efforts {
        let mut known = own.iter().chain(&kept);
        if !known.any(|it| it.is(effort.measure)) {
            unheard.push(difference(effort.measure.field(), effort.text));
        }
    }
    unheard
}

/// How hard a workout and its parts are.
fn hardness(workout: &Workout) -> impl Iterator<Item = Measure> {
    let whole = workout.zone.map(StepTarget::Zone);
    let segments = workout.steps.iter().flat_map(|step| parts(step).1);
    let targets = segments.map(|segment| segment.target);
    whole.into_iter().chain(targets).map(Measure::Effort)
}

/// A reading in the draft language.
fn text(reading: &[Workout], unit: DistanceUnit) -> String {
    let lines: Vec<_> = reading
        .iter()
        .map(|workout| print::workout(workout, unit))
        .collect();
    match lines.is_empty() {
        true => "Rest".to_owned(),
        false => lines.join(" + "),
    }
}

/// The measures of a text, in order.
fn mentions<'a>(source: &'a str, tokens: &[Token<'a>], unit: DistanceUnit) -> Vec<Mention<'a>> {
    let mut cursor = Cursor::new(tokens);
    let mut found = Vec::new();
    let mut lower_ends = Vec::new();
    while let Some(first) = cursor.peek() {
        let is_announced = cursor.sign('@') || cursor.words("at");
        if let Some((effort, text)) = effort(source, tokens, &mut cursor, unit, is_announced) {
            found.push(Mention {
                measure: Measure::Effort(effort),
                text,
            });
            continue;
        }
        if is_announced {
            continue;
        }
        // `90% 5k`, `80 % of 10K`: how hard.
        if cursor.sign('%') {
            let _ = cursor.words("of");
            let _ = amounts::amount(&mut cursor);
            continue;
        }
        let start = cursor.position();
        if let Some(times) = repetitions(&mut cursor) {
            found.push(Mention {
                measure: Measure::Repetitions(times),
                text: first.text,
            });
            continue;
        }
        let Some(amount) = amounts::amount(&mut cursor) else {
            cursor.skip(1);
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
                lower_ends.extend(from.map(|from| Mention {
                    measure: Measure::Distance(from),
                    text,
                }));
                Measure::Distance(to)
            }
            Amount::Time { from: _, to } => Measure::Time(to),
        };
        found.push(Mention { measure, text });
    }
    if found.len() == 1 {
        found.append(&mut lower_ends);
    }
    found
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
fn words<'a>(source: &'a str, read: &[Token<'a>]) -> &'a str {
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

/// The measures a reading has of its own.
fn stated(reading: &[Workout]) -> Vec<Measure> {
    let mut found: Vec<Measure> = wholes(reading).collect();
    for workout in reading {
        found.extend(workout.distance_from.map(Measure::Distance));
        if let Some(ratio) = workout.run_walk {
            let minutes = [ratio.run_minutes(), ratio.walk_minutes()];
            let times = minutes.map(|minutes| Duration::from_minutes(u32::from(minutes)));
            found.extend(times.map(Measure::Time));
        }
        found.extend(repeated(&workout.steps).map(Measure::Repetitions));
        for step in &workout.steps {
            let (times, segments) = parts(step);
            let lengths = segments.iter().filter_map(length);
            found.extend(lengths.clone());
            // `28 min of (1 min hard, 3 min easy)` are seven of them.
            if times > 1 && lengths.clone().count() == segments.len() {
                found.extend(total(lengths).map(|all| all.times(times)));
            }
        }
    }
    found
}

/// How far and how long whole workouts are.
fn wholes(reading: &[Workout]) -> impl Iterator<Item = Measure> {
    reading.iter().flat_map(|workout| {
        let distance = workout.distance.map(Measure::Distance);
        let duration = workout.duration.map(Measure::Time);
        distance.into_iter().chain(duration)
    })
}

/// What a reading states of whole workouts that no parts explain.
fn headlines(reading: &[Workout]) -> impl Iterator<Item = Measure> {
    let plain = reading.iter().filter(|workout| workout.steps.is_empty());
    plain.flat_map(|workout| {
        let distance = workout.distance.filter(|_| !workout.distance_is_estimated);
        let distance = distance.map(Measure::Distance);
        let duration = workout.duration.map(Measure::Time);
        distance.into_iter().chain(duration)
    })
}

/// How often things are repeated: as a repeat says, as often as a segment
/// occurs in all (the last one stands apart where nothing follows it), and as
/// many equal steps as stand in a row (sets inside sets are written out).
fn repeated(steps: &[Step]) -> impl Iterator<Item = u64> {
    let of_steps = steps.iter().map(|step| u64::from(parts(step).0));
    let occurrences = steps.iter().flat_map(|step| parts(step).1).map(|segment| {
        let in_steps = steps.iter().map(|step| {
            let (times, segments) = parts(step);
            let equal = segments.iter().filter(|it| *it == segment).count();
            u64::from(times) * equal as u64
        });
        in_steps.sum()
    });
    let in_a_row = steps
        .chunk_by(|one, next| one == next)
        .map(|row| row.len() as u64);
    of_steps.chain(occurrences).chain(in_a_row)
}

/// How often a step is done, and what.
fn parts(step: &Step) -> (u8, &[Segment]) {
    match step {
        Step::Once(segment) => (1, std::slice::from_ref(segment)),
        Step::Repeat { times, segments } => (*times, segments),
    }
}

/// Lengths of one sort, together.
fn total(lengths: impl Iterator<Item = Measure>) -> Option<Measure> {
    lengths
        .map(Some)
        .reduce(|one, other| match (one?, other?) {
            (Measure::Distance(one), Measure::Distance(other)) => {
                Some(Measure::Distance(one + other))
            }
            (Measure::Time(one), Measure::Time(other)) => Some(Measure::Time(one + other)),
            _ => None,
        })?
}

fn length(segment: &Segment) -> Option<Measure> {
    match segment.length {
        StepLength::Distance(distance) => Some(Measure::Distance(distance)),
        StepLength::Time(time) => Some(Measure::Time(time)),
        StepLength::Open => None,
    }
}

/// The measures a reading keeps among its words.
fn kept(reading: &[Workout], unit: DistanceUnit) -> Vec<Measure> {
    let mut found = Vec::new();
    for workout in reading {
        let segments = workout.steps.iter().flat_map(|step| parts(step).1);
        let words = segments.map(|segment| &segment.note);
        for text in words.chain([&workout.note, &workout.name]).flatten() {
            let found_here = mentions(text, &tokens(text), unit).into_iter();
            found.extend(found_here.map(|mention| mention.measure));
        }
    }
    found
}

/// `Rest`, `Day off, really`, not `Off-road 5 mi`.
fn says_rest(tokens: &[Token<'_>]) -> bool {
    let mut cursor = Cursor::new(tokens);
    vocabulary::rest_day(&mut cursor)
        && cursor
            .peek()
            .is_none_or(|next| next.kind != Kind::Word || next.is_word("or"))
}

/// True where somebody may well mean a rest day.
fn may_be_rest(tokens: &[Token<'_>]) -> bool {
    let words = ["rest", "resting", "off", "nothing", "free", "sleep"];
    tokens
        .iter()
        .any(|token| words.iter().any(|word| token.is_word(word)))
}

/// True where somebody may well mean a race.
fn may_be_race(tokens: &[Token<'_>]) -> bool {
    const WORDS: [&str; 14] = [
        "race",
        "raceday",
        "races",
        "racing",
        "marathon",
        "half",
        "parkrun",
        "trial",
        "event",
        "meet",
        "relay",
        "championship",
        "championships",
        "k",
    ];
    tokens
        .iter()
        .any(|token| WORDS.iter().any(|word| token.is_word(word)))
}
