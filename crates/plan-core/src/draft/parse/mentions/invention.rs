//! Lengths that nobody named and nobody would have meant.

use super::measures::{Measure, mentions};
use super::reading::wholes;
use super::{Unheard, asked, text};
use crate::draft::parse::lexer::{Kind, tokens};
use crate::draft::parse::reader::split_note;
use crate::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use crate::workout::{Workout, WorkoutKind};

/// How far the runs around a line go, and how long they take: what a line that
/// names no length of its own may well mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    distance: Option<Distance>,
    time: Option<Duration>,
}

/// Where nothing is known nobody means more: 22 mi, or three and a half hours.
const FARTHEST: Distance = Distance::from_miles(22);
const LONGEST: Duration = Duration::from_minutes(210);
/// What a line may mean beyond what it adds up to, in percent.
const MORE: Percent = Percent::from_whole(125);
/// Between slow and fast: what turns distances into times, per mile.
const SLOW_SECONDS: u32 = 900;
const FAST_SECONDS: u32 = 360;

impl Reach {
    /// The same, and no less than one more workout; races are not run in training.
    #[must_use]
    pub fn with(self, workout: &Workout) -> Self {
        if !workout.kind.is_run() || workout.kind == WorkoutKind::Race {
            return self;
        }
        Self {
            distance: self.distance.max(workout.distance),
            time: self.time.max(workout.duration),
        }
    }

    /// The longest distance a workout of a kind may have that nobody named.
    fn distance(self, kind: WorkoutKind) -> Distance {
        let of_time = self.time.map(|time| in_time(time, FAST_SECONDS));
        let known = self.distance.max(of_time);
        known.map_or(FARTHEST, |known| known.percent(beyond(kind)))
    }

    /// The longest time it may have.
    fn time(self, kind: WorkoutKind) -> Duration {
        let of_distance = self.distance.map(|it| over(it, SLOW_SECONDS));
        let known = self.time.max(of_distance);
        known.map_or(LONGEST, |known| known.percent(beyond(kind)))
    }
}

/// How long a workout may be, in percent of the longest around it: where the long
/// run is the one that is not known, the others are a good third of it and more.
const fn beyond(kind: WorkoutKind) -> Percent {
    match kind {
        WorkoutKind::LongRun => Percent::from_whole(250),
        _ => Percent::from_whole(150),
    }
}

fn over(distance: Distance, seconds_per_mile: u32) -> Duration {
    Pace::from_seconds_per(DistanceUnit::Mile, seconds_per_mile) * distance
}

fn in_time(time: Duration, seconds_per_mile: u32) -> Distance {
    let seconds = u64::from(time.as_seconds());
    let per_mile = DistanceUnit::Mile.one().raw();
    let raw = per_mile * seconds / u64::from(seconds_per_mile);
    Distance::from_raw(raw.min(Distance::MAX.raw()))
}

/// A length of a reading that its line does not name, and that is longer than
/// anything it may mean: by half than the runs in `reach` (a long run: two and a
/// half times), and by a quarter than what the line's own lengths add up to.
///
/// A line without a length is read by whoever knows what `as last week` was; what
/// is made up out of nothing is named.
pub fn invented(
    line: &str,
    reading: &[Workout],
    unit: DistanceUnit,
    reach: Reach,
) -> Option<Unheard> {
    let asked = asked(line, unit);
    let (body, _) = split_note(&asked);
    let tokens = tokens(body);
    let said = mentions(body, &tokens, unit).measures;
    let mut rounds = 1;
    let mut distance = Distance::ZERO;
    let mut time = Duration::default();
    for it in &said {
        match it.measure {
            Measure::Distance(one) => distance = (distance + one).min(Distance::MAX),
            Measure::Time(one) => time = (time + one).min(Duration::MAX),
            Measure::Repetitions(times) => rounds = rounds.max(times),
            Measure::Number(_) | Measure::Effort(_) => {}
        }
    }
    // `5-5-5-3-5`: whatever else the numbers mean.
    let numbers = tokens.iter().filter_map(|token| match token.kind {
        Kind::Number(number) => number.of(unit.one()),
        _ => None,
    });
    let numbers = numbers.fold(Distance::ZERO, |all, one| (all + one).min(Distance::MAX));
    let rounds = u32::try_from(rounds).unwrap_or(u32::MAX).min(100);
    let whole = (distance + in_time(time, FAST_SECONDS)).min(Distance::MAX);
    let whole = whole.times(rounds).max(numbers);
    let farthest = whole.percent(MORE);
    let whole = (time + over(distance, SLOW_SECONDS)).min(Duration::MAX);
    let longest = whole.times(rounds).percent(MORE);
    let is_strange = |kind: WorkoutKind, measure: &Measure| match *measure {
        Measure::Distance(it) => it > farthest.max(reach.distance(kind)),
        Measure::Time(it) => it > longest.max(reach.time(kind)),
        _ => false,
    };
    let training = reading
        .iter()
        .filter(|it| it.kind.is_run() && it.kind != WorkoutKind::Race);
    let exact = training.filter(|it| !it.distance_is_estimated);
    let measures = exact.flat_map(|it| {
        let own = wholes(std::slice::from_ref(it));
        own.filter(|measure| is_strange(it.kind, measure))
    });
    let is_said = |measure: &Measure| said.iter().any(|it| it.allows(*measure));
    let measure = measures.into_iter().find(|measure| !is_said(measure))?;
    Some(Unheard {
        field: measure.field(),
        expected: body.trim().to_owned(),
        found: text(reading, unit),
    })
}
