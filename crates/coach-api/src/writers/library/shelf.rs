//! Which library workout takes the place of a wanted one.
//!
//! Only workouts of the wanted kind are looked at. Of those, in this order:
//!
//! 1. **The one the line names** (`Tempo "Canal tempo" 6 mi`): who names a
//!    workout means it, whomever it is for.
//! 2. **One that [fits](Fit)**: planned in the same measure, minutes or distance,
//!    and of that length. What has no length of its own fits every length, and
//!    every length fits where none is asked for. Of those that fit, one for the
//!    plan's level comes before one for everybody, that before one for another
//!    level; then the nearest.
//! 3. **The nearest of the others**, whatever its measure: minutes are compared
//!    with distances at the [usual pace](usual_pace) of the level. Of two that
//!    are as near, the level decides as above.
//!
//! What is still equal is decided by the name, then by the id: the same library
//! and the same draft always come to the same plan.
//!
//! `prefer_existing` takes the first two, each only where it fits, and nothing
//! made for another level unless it was named; in an edited draft it leaves a
//! session alone whose steps are written out and are not the library's.
//! `strict_existing` takes all three.
//!
//! A year of days against a full library has to be quick, so a shelf is sorted
//! once: of each kind, length and level only the first by name can ever be taken.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeBounds;

use plan_core::draft::usual_pace;
use plan_core::plan::Level;
use plan_core::units::{Distance, Duration, Pace};
use plan_core::workout::{Workout, WorkoutKind};
use plan_store::library::NameKey;

use super::{Fit, LibraryWorkout, WorkoutPreference};

/// A library, sorted for a plan of one level.
pub(crate) struct Shelf<'a> {
    kinds: BTreeMap<WorkoutKind, Section<'a>>,
    pace: Pace,
}

/// The workouts of one kind.
#[derive(Default)]
struct Section<'a> {
    named: HashMap<NameKey, &'a LibraryWorkout>,
    /// All of them, as if of one length.
    all: OfLength<'a>,
    /// Those without a length of their own.
    without_length: OfLength<'a>,
    by_distance: BTreeMap<Distance, OfLength<'a>>,
    by_duration: BTreeMap<Duration, OfLength<'a>>,
    /// Those with any length, by the distance it comes to.
    by_estimate: BTreeMap<Distance, OfLength<'a>>,
}

/// The first by name of each [`ForLevel`].
#[derive(Clone, Copy, Default)]
struct OfLength<'a>([Option<&'a LibraryWorkout>; 3]);

/// Whom a library workout is for, seen from a plan; the better comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ForLevel {
    /// The plan's level.
    This,
    /// Everybody.
    Any,
    /// Another level.
    Other,
}

/// How long a workout is, in the measure it is planned in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Distance(Distance),
    Duration(Duration),
}

impl Length {
    /// Minutes where only they were planned; else the distance.
    fn of(workout: &Workout) -> Option<Self> {
        let distance = workout.distance.map(Self::Distance);
        match workout.duration {
            Some(time) if distance.is_none() || workout.distance_is_estimated => {
                Some(Self::Duration(time))
            }
            _ => distance,
        }
    }
}

impl<'a> Shelf<'a> {
    /// Sorts a library for a plan of this level.
    pub(crate) fn new(library: impl IntoIterator<Item = &'a LibraryWorkout>, level: Level) -> Self {
        let pace = usual_pace(level);
        let mut kinds = BTreeMap::<_, Section<'a>>::new();
        for it in library {
            let section = kinds.entry(it.workout.kind).or_default();
            section.put(it, ForLevel::of(it, level), pace);
        }
        Self { kinds, pace }
    }

    /// The workout to take for a wanted one, if there is one.
    pub(crate) fn best(
        &self,
        wanted: &Workout,
        preference: WorkoutPreference,
        fit: Fit,
    ) -> Option<&'a LibraryWorkout> {
        let strict = match preference {
            WorkoutPreference::AiGenerate => return None,
            WorkoutPreference::PreferExisting => false,
            WorkoutPreference::StrictExisting => true,
        };
        let section = self.kinds.get(&wanted.kind)?;
        let named = wanted.name.as_deref().map(NameKey::of);
        let named = named.and_then(|name| section.named.get(&name).copied());
        let farthest = if strict {
            ForLevel::Other
        } else {
            ForLevel::Any
        };
        named
            .filter(|it| strict || fits(&it.workout, wanted, fit))
            .or_else(|| section.fitting(wanted, fit, farthest))
            .filter(|it| strict || fit == Fit::Near || keeps_the_steps(&it.workout, wanted))
            .or_else(|| section.nearest(wanted, self.pace).filter(|_| strict))
    }
}

impl ForLevel {
    const ALL: [Self; 3] = [Self::This, Self::Any, Self::Other];

    fn of(it: &LibraryWorkout, level: Level) -> Self {
        match it.level {
            Some(its) if its == level => Self::This,
            None => Self::Any,
            Some(_) => Self::Other,
        }
    }
}

impl<'a> Section<'a> {
    fn put(&mut self, it: &'a LibraryWorkout, whom: ForLevel, pace: Pace) {
        let first = self.named.entry(NameKey::of(&it.name)).or_insert(it);
        if by_name(it) < by_name(first) {
            *first = it;
        }
        self.all.put(it, whom);
        let Workout {
            distance, duration, ..
        } = it.workout;
        match Length::of(&it.workout) {
            None => self.without_length.put(it, whom),
            Some(Length::Duration(time)) => {
                self.by_duration.entry(time).or_default().put(it, whom);
            }
            // `5 mi in 45 min` is planned in both.
            Some(Length::Distance(distance)) => {
                self.by_distance.entry(distance).or_default().put(it, whom);
                if let Some(time) = duration {
                    self.by_duration.entry(time).or_default().put(it, whom);
                }
            }
        }
        let estimate = distance.or(duration.map(|time| pace.distance_in(time)));
        if let Some(estimate) = estimate {
            self.by_estimate.entry(estimate).or_default().put(it, whom);
        }
    }

    /// The best of those that fit.
    fn fitting(
        &self,
        wanted: &Workout,
        fit: Fit,
        farthest: ForLevel,
    ) -> Option<&'a LibraryWorkout> {
        let candidates = self.candidates(wanted, fit);
        candidates
            .filter(|(whom, ..)| *whom <= farthest)
            .min_by_key(|(whom, between, it)| (*whom, *between, by_name(it)))
            .map(|(.., it)| it)
    }

    /// Those that fit, as far as they can be the best, each with whom it is for
    /// and how far its length is off.
    fn candidates(
        &self,
        wanted: &Workout,
        fit: Fit,
    ) -> impl Iterator<Item = (ForLevel, u64, &'a LibraryWorkout)> {
        let of_length = match Length::of(wanted) {
            None => self.all.each(0).collect::<Vec<_>>(),
            Some(Length::Distance(distance)) => {
                let wanted = distance.raw();
                let slack = fit.slack(wanted);
                let around = Distance::from_raw(wanted.saturating_sub(slack))
                    ..=Distance::from_raw(wanted.saturating_add(slack));
                within(&self.by_distance, around, |it| it.raw().abs_diff(wanted))
            }
            Some(Length::Duration(time)) => {
                let wanted = time.as_seconds();
                // A tenth of a u32 is a u32.
                let slack = u32::try_from(fit.slack(wanted.into())).unwrap_or(u32::MAX);
                let around = Duration::from_seconds(wanted.saturating_sub(slack))
                    ..=Duration::from_seconds(wanted.saturating_add(slack));
                within(&self.by_duration, around, |it| {
                    it.as_seconds().abs_diff(wanted).into()
                })
            }
        };
        of_length.into_iter().chain(self.without_length.each(0))
    }

    /// The nearest of all, in whatever measure.
    fn nearest(&self, wanted: &Workout, pace: Pace) -> Option<&'a LibraryWorkout> {
        let estimate = wanted.duration.map(|time| pace.distance_in(time));
        let wanted = wanted.distance.or(estimate)?;
        let below = self.by_estimate.range(..=wanted).next_back();
        let above = self.by_estimate.range(wanted..).next();
        let around = below.into_iter().chain(above);
        around
            .flat_map(|(length, these)| these.each(length.raw().abs_diff(wanted.raw())))
            .min_by_key(|(whom, between, it)| (*between, *whom, by_name(it)))
            .map(|(.., it)| it)
    }
}

/// What can be taken of the lengths in a range, each with how far it is away.
fn within<'a, T: Ord + Copy>(
    lengths: &BTreeMap<T, OfLength<'a>>,
    range: impl RangeBounds<T>,
    between: impl Fn(T) -> u64,
) -> Vec<(ForLevel, u64, &'a LibraryWorkout)> {
    let lengths = lengths.range(range);
    lengths
        .flat_map(|(length, these)| these.each(between(*length)))
        .collect()
}

impl<'a> OfLength<'a> {
    fn put(&mut self, it: &'a LibraryWorkout, whom: ForLevel) {
        let first = self.0[whom as usize].get_or_insert(it);
        if by_name(it) < by_name(first) {
            *first = it;
        }
    }

    /// Those there are, each with whom it is for and how far its length is away.
    fn each(
        &self,
        between: u64,
    ) -> impl Iterator<Item = (ForLevel, u64, &'a LibraryWorkout)> + use<'a> {
        let there = ForLevel::ALL.into_iter().zip(self.0);
        there.filter_map(move |(whom, it)| Some((whom, between, it?)))
    }
}

fn by_name(it: &LibraryWorkout) -> (&str, &str) {
    (&it.name, &it.id)
}

/// True where the library workout is as long as the wanted one.
/// False where a person wrote steps that the other would replace by its own.
fn keeps_the_steps(found: &Workout, wanted: &Workout) -> bool {
    wanted.steps.is_empty() || wanted.steps == found.steps
}

fn fits(found: &Workout, wanted: &Workout, fit: Fit) -> bool {
    let (Some(length), Some(_)) = (Length::of(wanted), Length::of(found)) else {
        return true;
    };
    let (wanted, found) = match length {
        Length::Distance(wanted) => {
            let its_own = found.distance.filter(|_| !is_by_time(found));
            (wanted.raw(), its_own.map(Distance::raw))
        }
        Length::Duration(wanted) => {
            let found = found.duration.map(|time| time.as_seconds().into());
            (wanted.as_seconds().into(), found)
        }
    };
    found.is_some_and(|found| found.abs_diff(wanted) <= fit.slack(wanted))
}

fn is_by_time(workout: &Workout) -> bool {
    matches!(Length::of(workout), Some(Length::Duration(_)))
}

impl Fit {
    /// How much longer or shorter may be.
    fn slack(self, wanted: u64) -> u64 {
        match self {
            Self::Near => wanted / 10,
            Self::Exact => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use plan_core::units::DistanceUnit;
    use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget};

    use super::*;

    const KINDS: [WorkoutKind; 3] = [
        WorkoutKind::Easy,
        WorkoutKind::Tempo,
        WorkoutKind::CrossTraining,
    ];

    /// Numbers that look random and are the same in every run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, bound: u32) -> u32 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            u32::try_from((self.0 >> 33) % u64::from(bound)).unwrap()
        }

        fn workout(&mut self) -> Workout {
            let kind = KINDS[self.below(3) as usize];
            let miles = Distance::from_tenths(30 + self.below(60), DistanceUnit::Mile);
            let minutes = Duration::from_minutes(20 + self.below(60));
            let mut workout = Workout::new(kind);
            match self.below(6) {
                0..=2 => workout.distance = Some(miles),
                3 => workout.duration = Some(minutes),
                4 => {
                    workout.distance = Some(miles);
                    workout.duration = Some(minutes);
                    workout.distance_is_estimated = self.below(2) == 0;
                }
                _ => {}
            }
            if self.below(4) == 0 {
                let length = StepLength::Time(Duration::from_minutes(20 + self.below(2)));
                let segment = Segment::new(StepRole::Work, length, StepTarget::Open);
                workout.steps.push(Step::Once(segment));
            }
            workout
        }

        fn library(&mut self, size: usize) -> Vec<LibraryWorkout> {
            let numbers = 0..size;
            let workouts = numbers.map(|number| LibraryWorkout {
                id: number.to_string(),
                name: format!("Loop {}", self.below(1_000) * 10_000 + number as u32),
                level: Level::ALL.get(self.below(4) as usize).copied(),
                workout: self.workout(),
            });
            workouts.collect()
        }
    }

    /// The page at the top of this file, by looking at every workout.
    fn by_looking_at_all<'a>(
        library: &'a [LibraryWorkout],
        level: Level,
        wanted: &Workout,
        strict: bool,
        fit: Fit,
    ) -> Option<&'a LibraryWorkout> {
        let pace = usual_pace(level);
        let estimate = |it: &Workout| {
            let by_time = it.duration.map(|time| pace.distance_in(time));
            it.distance.or(by_time).map(Distance::raw)
        };
        let same_kind = library.iter().filter(|it| it.workout.kind == wanted.kind);
        let ranked = same_kind.filter_map(|it| {
            let named = wanted.name.as_deref().map(NameKey::of) == Some(NameKey::of(&it.name));
            let fits = fits(&it.workout, wanted, fit);
            let whom = ForLevel::of(it, level);
            let allowed = strict || (fits && (named || whom != ForLevel::Other));
            let between = match (Length::of(wanted), Length::of(&it.workout)) {
                (Some(_), None) | (None, _) => 0,
                (Some(Length::Duration(time)), Some(_)) if fits => it
                    .workout
                    .duration
                    .map_or(0, |its| its.as_seconds().abs_diff(time.as_seconds()).into()),
                _ => estimate(&it.workout)?.abs_diff(estimate(wanted)?),
            };
            let level_first = fits.then_some(whom);
            let rank = (!named, !fits, level_first, between, whom, by_name(it));
            allowed.then_some((rank, it))
        });
        let best = ranked.min_by_key(|(rank, _)| *rank).map(|(_, it)| it);
        best.filter(|it| strict || fit == Fit::Near || keeps_the_steps(&it.workout, wanted))
    }

    #[test]
    fn a_sorted_shelf_comes_to_what_looking_at_all_comes_to() {
        use WorkoutPreference::{PreferExisting, StrictExisting};
        let mut dice = Dice(7);
        let mut taken = 0;
        for round in 0..60 {
            let library = dice.library(round * 4);
            let level = Level::ALL[round % 3];
            let shelf = Shelf::new(&library, level);
            for _ in 0..40 {
                let mut wanted = dice.workout();
                if dice.below(4) == 0 && !library.is_empty() {
                    let named = dice.below(u32::try_from(library.len()).unwrap());
                    wanted.name = Some(library[named as usize].name.to_uppercase());
                }
                for (preference, strict) in [(PreferExisting, false), (StrictExisting, true)] {
                    for fit in [Fit::Near, Fit::Exact] {
                        let found = shelf.best(&wanted, preference, fit);
                        let expected = by_looking_at_all(&library, level, &wanted, strict, fit);
                        assert_eq!(found, expected, "{wanted:?} {preference:?} {fit:?}");
                        taken += usize::from(found.is_some());
                    }
                }
            }
        }
        assert!(taken > 3_000, "only {taken} were found");
    }

    #[test]
    fn a_year_against_a_full_library_looks_at_a_few_of_it() {
        let mut dice = Dice(11);
        let library = dice.library(plan_store::library::MOST);
        let wanted: Vec<_> = (0..364).map(|_| dice.workout()).collect();
        let shelf = Shelf::new(&library, Level::Intermediate);
        let strict = WorkoutPreference::StrictExisting;
        let mut looked_at = 0;
        for wanted in &wanted {
            assert!(shelf.best(wanted, strict, Fit::Near).is_some());
            looked_at += shelf.kinds[&wanted.kind]
                .candidates(wanted, Fit::Near)
                .count();
        }
        // Looking at all of a kind would be fifty times as many.
        let all = library.len() * wanted.len() / KINDS.len();
        assert!(looked_at * 50 < all, "{looked_at} of {all}");
    }
}
