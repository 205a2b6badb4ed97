//! Quality sessions as structured steps: warm-up, work, cool-down.

use super::grid::Grid;
use super::paces::Paces;
use super::quality::{Budget, Session};
use crate::plan::RaceDistance;
use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::Zone;

/// Threshold work shorter than this is not worth a warm-up.
const LEAST_THRESHOLD: Duration = Duration::from_minutes(10);
/// Longer steady threshold running is a race.
const MOST_THRESHOLD: Duration = Duration::from_minutes(40);
/// Longer repetitions at interval pace no longer train the ceiling.
const LONGEST_REPETITION: Duration = Duration::from_minutes(5);
/// What repetitions at interval pace are measured in, on every track.
const INTERVAL_METERS: [u32; 5] = [1_200, 1_000, 800, 600, 400];
/// Repetitions at interval pace above it come in fours: three of the next
/// shorter ones are more work.
const MOST_IN_THREES: Distance = Distance::from_meters(800);
/// Three times 400 m: fewer fast meters are left to strides.
const LEAST_FAST: Distance = Distance::from_meters(1_200);
/// No more marathon pace than this in one session.
const MOST_MARATHON: Duration = Duration::from_minutes(110);

/// What keeps legs quick where there is no session.
pub(super) const STRIDES: &str = "finish with 4 relaxed strides of 20 s";

/// Writes sessions for one runner.
pub(super) struct Writer<'a> {
    pub(super) paces: &'a Paces,
    pub(super) grid: Grid,
}

/// The main part of a session and how far it goes.
struct Body {
    kind: WorkoutKind,
    /// The kind's own, but for repetitions.
    zone: Option<Zone>,
    step: Step,
    /// Work, recoveries and all; estimated where steps go by time.
    length: Distance,
}

impl Writer<'_> {
    /// A session over `distance`, or where the week's budget leaves too little
    /// for it a fartlek, or an easy run with strides.
    ///
    /// What the session uses is taken from the budget.
    pub(super) fn write(
        &self,
        session: Session,
        distance: Distance,
        budget: &mut Budget,
    ) -> Workout {
        let room = distance.saturating_sub(self.least_around(distance));
        let body = match session {
            Session::Tempo => self.tempo(room, budget),
            Session::CruiseIntervals => self
                .cruise_intervals(room, budget)
                .or_else(|| self.tempo(room, budget)),
            Session::Intervals => self.intervals(room, budget),
            Session::Hills => self.hills(room, budget),
            Session::Fartlek => None,
            Session::Repetitions => self.repetitions(room, budget),
            Session::MarathonPace => self
                .marathon_pace(room, budget)
                .or_else(|| self.tempo(room, budget)),
            Session::HalfPace => self
                .half_pace(room, budget)
                .or_else(|| self.tempo(room, budget)),
        }
        .or_else(|| self.fartlek(room, budget));
        let Some(body) = body else {
            let mut easy = Workout::run(WorkoutKind::Easy, distance);
            easy.note = Some(STRIDES.to_owned());
            return easy;
        };
        let around = distance.saturating_sub(body.length);
        // Two fifths of what is left cool down; the warm-up takes the rest, so
        // that the parts add up to the workout.
        let cool_down = Distance::from_raw(around.raw() * 2 / 5)
            .round_to(self.part_step())
            .max(self.part_step());
        let warm_up = match body.step {
            // Parts by time are only estimated: the warm-up is a round number too.
            Step::Repeat { .. } => around
                .saturating_sub(cool_down)
                .round_to(self.part_step())
                .max(self.part_step()),
            Step::Once(_) => around.saturating_sub(cool_down),
        };
        let mut workout = Workout::run(body.kind, distance);
        workout.zone = body.zone;
        workout.steps = vec![
            once(StepRole::WarmUp, StepLength::Distance(warm_up), easily()),
            body.step,
            once(
                StepRole::CoolDown,
                StepLength::Distance(cool_down),
                easily(),
            ),
        ];
        workout
    }

    fn is_metric(&self) -> bool {
        self.grid.0 == DistanceUnit::Kilometer
    }

    /// Warm-ups and cool-downs are written in these steps.
    fn part_step(&self) -> Distance {
        self.grid.step()
    }

    /// The least warm-up and cool-down together.
    fn least_around(&self, distance: Distance) -> Distance {
        let parts = match distance.whole_steps(Distance::from_miles(1)) {
            0..=3 => 2,
            4 => 3,
            5..=6 => 4,
            _ => 5,
        };
        self.part_step().times(parts)
    }

    fn tempo(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let most = room
            .min(budget.threshold)
            .min(self.paces.threshold.distance_in(MOST_THRESHOLD));
        let step = if self.is_metric() || most >= Distance::from_miles(2) {
            self.part_step()
        } else {
            DistanceUnit::Mile.hundredth().times(25)
        };
        let work = most.floor_to(step);
        if self.paces.threshold * work < LEAST_THRESHOLD {
            return None;
        }
        budget.threshold = budget.threshold.saturating_sub(work);
        Some(steady(
            WorkoutKind::Tempo,
            work,
            StepTarget::Zone(Zone::Threshold),
        ))
    }

    fn cruise_intervals(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let (minute, more) = (Duration::from_minutes(1), Duration::from_seconds(90));
        let lengths = if self.is_metric() {
            [
                (Distance::from_meters(2_000), more),
                (Distance::from_meters(1_500), minute),
            ]
        } else {
            [
                (DistanceUnit::Mile.tenth().times(15), more),
                (Distance::from_miles(1), minute),
            ]
        };
        lengths.into_iter().find_map(|(work, jog)| {
            let around = work + self.paces.easy.distance_in(jog);
            let times = budget
                .threshold
                .whole_steps(work)
                .min(room.whole_steps(around))
                .min(6);
            (times >= 3).then(|| {
                let times = times as u8;
                budget.threshold = budget
                    .threshold
                    .saturating_sub(work.times(u32::from(times)));
                self.repeat(WorkoutKind::Tempo, times, work, Zone::Threshold, jog)
            })
        })
    }

    fn intervals(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        INTERVAL_METERS.into_iter().find_map(|meters| {
            let work = Distance::from_meters(meters);
            let time = self.paces.interval * work;
            let jog = recovery(time);
            let times = budget
                .interval
                .whole_steps(work)
                .min(room.whole_steps(work + self.paces.easy.distance_in(jog)))
                .min(12);
            let least = if work > MOST_IN_THREES { 4 } else { 3 };
            (times >= least && time <= LONGEST_REPETITION).then(|| {
                let times = times as u8;
                budget.interval = budget.interval.saturating_sub(work.times(u32::from(times)));
                self.repeat(WorkoutKind::Intervals, times, work, Zone::Interval, jog)
            })
        })
    }

    /// Short and fast with full recovery: twice as long as the repetition took.
    fn repetitions(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let work = Distance::from_meters(200);
        let half_minutes = (self.paces.repetition * work).as_seconds().div_ceil(15);
        let jog = Duration::from_seconds(30 * half_minutes);
        let around = work + self.paces.easy.distance_in(jog);
        let times = budget
            .repetition
            .whole_steps(work)
            .min(room.whole_steps(around))
            .min(12) as u8;
        let run = work.times(u32::from(times));
        (run >= LEAST_FAST).then(|| {
            budget.repetition = budget.repetition.saturating_sub(run);
            self.repeat(WorkoutKind::Intervals, times, work, Zone::Repetition, jog)
        })
    }

    fn marathon_pace(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let work = room
            .min(budget.marathon)
            .min(self.paces.marathon.distance_in(MOST_MARATHON))
            .floor_to(self.part_step());
        (work >= self.grid.shortest_run()).then(|| {
            budget.marathon = budget.marathon.saturating_sub(work);
            steady(
                WorkoutKind::RacePace,
                work,
                StepTarget::Zone(Zone::Marathon),
            )
        })
    }

    /// The pace of a half marathon is a little below threshold, and its
    /// distance counts as such.
    fn half_pace(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let work = room.min(budget.threshold).floor_to(self.part_step());
        (work >= self.grid.shortest_run()).then(|| {
            budget.threshold = budget.threshold.saturating_sub(work);
            let half = RaceDistance::HalfMarathon.distance();
            steady(WorkoutKind::RacePace, work, StepTarget::RacePace(half))
        })
    }

    fn hills(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let (up, down) = (Duration::from_seconds(45), Duration::from_seconds(90));
        let each = self.paces.repetition.distance_in(up);
        let around = each + self.paces.easy.distance_in(down);
        let times = budget
            .repetition
            .whole_steps(each)
            .min(room.whole_steps(around))
            .min(10) as u8;
        let work = each.times(u32::from(times));
        (work >= LEAST_FAST).then(|| {
            budget.repetition = budget.repetition.saturating_sub(work);
            let mut climb = Segment::new(
                StepRole::Work,
                StepLength::Time(up),
                StepTarget::Zone(Zone::Repetition),
            );
            climb.note = Some("uphill".to_owned());
            let jog = Segment::new(StepRole::Recovery, StepLength::Time(down), easily());
            Body {
                kind: WorkoutKind::HillRepeats,
                zone: WorkoutKind::HillRepeats.zone(),
                step: Step::Repeat {
                    times,
                    segments: vec![climb, jog],
                },
                length: around.times(u32::from(times)),
            }
        })
    }

    fn fartlek(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let minute = Duration::from_minutes(1);
        let (quick, slow) = (
            self.paces.interval.distance_in(minute),
            self.paces.easy.distance_in(minute),
        );
        let minutes = budget
            .interval
            .whole_steps(quick)
            .min(room.whole_steps(quick + slow))
            .min(12) as u32;
        if minutes < 4 {
            return None;
        }
        budget.interval = budget.interval.saturating_sub(quick.times(minutes));
        // From eight minutes on, in twos.
        let each = if minutes >= 8 { 2 } else { 1 };
        let length = StepLength::Time(minute.times(each));
        let times = minutes / each;
        Some(Body {
            kind: WorkoutKind::Fartlek,
            zone: WorkoutKind::Fartlek.zone(),
            step: Step::Repeat {
                times: times as u8,
                segments: vec![
                    Segment::new(StepRole::Work, length, StepTarget::Zone(Zone::Interval)),
                    Segment::new(StepRole::Recovery, length, easily()),
                ],
            },
            length: (quick + slow).times(times * each),
        })
    }

    /// Repetitions in `zone`, each followed by a jog by time.
    fn repeat(
        &self,
        kind: WorkoutKind,
        times: u8,
        work: Distance,
        zone: Zone,
        jog: Duration,
    ) -> Body {
        let around = work + self.paces.easy.distance_in(jog);
        Body {
            kind,
            zone: Some(zone),
            step: Step::Repeat {
                times,
                segments: vec![
                    Segment::new(
                        StepRole::Work,
                        StepLength::Distance(work),
                        StepTarget::Zone(zone),
                    ),
                    Segment::new(StepRole::Recovery, StepLength::Time(jog), easily()),
                ],
            },
            length: around.times(u32::from(times)),
        }
    }
}

/// The jog after a repetition of `time`: three fifths of it in half minutes,
/// one to three minutes.
fn recovery(time: Duration) -> Duration {
    let half_minutes = (time.as_seconds() * 3 / 5 + 15) / 30;
    Duration::from_seconds(30 * half_minutes.clamp(2, 6))
}

/// One steady stretch.
fn steady(kind: WorkoutKind, work: Distance, target: StepTarget) -> Body {
    Body {
        kind,
        zone: kind.zone(),
        step: once(StepRole::Work, StepLength::Distance(work), target),
        length: work,
    }
}

const fn easily() -> StepTarget {
    StepTarget::Zone(Zone::Easy)
}

const fn once(role: StepRole, length: StepLength, target: StepTarget) -> Step {
    Step::Once(Segment::new(role, length, target))
}
