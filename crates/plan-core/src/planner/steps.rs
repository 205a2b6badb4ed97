//! Quality sessions as structured steps: warm-up, work, cool-down.

use super::grid::Grid;
use super::paces::Paces;
use super::quality::{Budget, Session};
use crate::units::{Distance, DistanceUnit, Duration};
use crate::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use crate::zones::Zone;

/// Threshold work shorter than this is not worth a warm-up.
const LEAST_THRESHOLD: Duration = Duration::from_minutes(10);
/// Longer steady threshold running is a race.
const MOST_THRESHOLD: Duration = Duration::from_minutes(40);
/// Longer repetitions at interval pace no longer train the ceiling.
const LONGEST_REPETITION: Duration = Duration::from_minutes(5);
/// Three times 400 m: fewer fast meters are left to strides.
const LEAST_FAST: Distance = Distance::from_meters(1_200);
/// No more marathon pace than this in one session.
const MOST_MARATHON: Duration = Duration::from_minutes(110);

/// Writes sessions for one runner.
pub(super) struct Writer<'a> {
    pub(super) paces: &'a Paces,
    pub(super) grid: Grid,
}

/// The main part of a session and how far it goes.
struct Body {
    kind: WorkoutKind,
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
            Session::RacePace => self
                .race_pace(room, budget)
                .or_else(|| self.tempo(room, budget)),
        }
        .or_else(|| self.fartlek(room, budget));
        let Some(body) = body else {
            let mut easy = Workout::run(WorkoutKind::Easy, distance);
            easy.note = Some("finish with 4 relaxed strides of 20 s".to_owned());
            return easy;
        };
        let around = distance.saturating_sub(body.length);
        // Two fifths of what is left cool down; the warm-up takes the rest, so
        // that the parts add up to the workout.
        let cool_down = Distance::from_raw(around.raw() * 2 / 5)
            .round_to(self.part_step())
            .max(self.part_step());
        let warm_up = match body.step {
            // Timed work is only estimated: its warm-up is a round number too.
            Step::Repeat { ref segments, .. }
                if segments
                    .iter()
                    .any(|s| matches!(s.length, StepLength::Time(_))) =>
            {
                around
                    .saturating_sub(cool_down)
                    .floor_to(self.part_step())
                    .max(self.part_step())
            }
            _ => around.saturating_sub(cool_down),
        };
        let mut workout = Workout::run(body.kind, distance);
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

    /// `quarters` quarters of a mile, or the usual metric track distance for it.
    fn track(&self, quarters: u32) -> Distance {
        if self.is_metric() {
            Distance::from_meters([0, 400, 800, 1_200][quarters.min(3) as usize])
        } else {
            DistanceUnit::Mile.hundredth().times(25 * quarters)
        }
    }

    fn tempo(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let most = room
            .min(budget.threshold)
            .min(self.paces.threshold.distance_in(MOST_THRESHOLD));
        let step = if self.is_metric() || most >= Distance::from_miles(2) {
            self.part_step()
        } else {
            self.track(1)
        };
        let work = most.floor_to(step);
        if self.paces.threshold * work < LEAST_THRESHOLD {
            return None;
        }
        budget.threshold = budget.threshold.saturating_sub(work);
        Some(Body {
            kind: WorkoutKind::Tempo,
            step: once(
                StepRole::Work,
                StepLength::Distance(work),
                StepTarget::Zone(Zone::Threshold),
            ),
            length: work,
        })
    }

    fn cruise_intervals(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let lengths = if self.is_metric() {
            [Distance::from_meters(2_000), Distance::from_meters(1_500)]
        } else {
            [
                DistanceUnit::Mile.tenth().times(15),
                Distance::from_miles(1),
            ]
        };
        let jog = self.track(1);
        lengths.into_iter().find_map(|work| {
            let times = budget
                .threshold
                .whole_steps(work)
                .min(room.whole_steps(work + jog))
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
        let metric = [
            Distance::from_meters(1_200),
            Distance::from_meters(1_000),
            self.track(2),
            self.track(1),
        ];
        let miles = [self.track(3), self.track(2), self.track(1)];
        let lengths: &[Distance] = if self.is_metric() { &metric } else { &miles };
        lengths.iter().find_map(|&work| {
            let jog = if self.is_metric() && work == self.track(1) {
                Distance::from_meters(200)
            } else {
                self.track(1)
            };
            let times = budget
                .interval
                .whole_steps(work)
                .min(room.whole_steps(work + jog))
                .min(12);
            // Longer repetitions have to come in fours; three of the next shorter ones are more work.
            let least = if work > self.track(2) { 4 } else { 3 };
            (times >= least && self.paces.interval * work <= LONGEST_REPETITION).then(|| {
                let times = times as u8;
                budget.interval = budget.interval.saturating_sub(work.times(u32::from(times)));
                self.repeat(WorkoutKind::Intervals, times, work, Zone::Interval, jog)
            })
        })
    }

    fn race_pace(&self, room: Distance, budget: &mut Budget) -> Option<Body> {
        let work = room
            .min(budget.marathon)
            .min(self.paces.marathon.distance_in(MOST_MARATHON))
            .floor_to(self.part_step());
        (work >= Distance::from_miles(2)).then(|| {
            budget.marathon = budget.marathon.saturating_sub(work);
            Body {
                kind: WorkoutKind::RacePace,
                step: once(
                    StepRole::Work,
                    StepLength::Distance(work),
                    StepTarget::Zone(Zone::Marathon),
                ),
                length: work,
            }
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

    fn repeat(
        &self,
        kind: WorkoutKind,
        times: u8,
        work: Distance,
        zone: Zone,
        jog: Distance,
    ) -> Body {
        Body {
            kind,
            step: Step::Repeat {
                times,
                segments: vec![
                    Segment::new(
                        StepRole::Work,
                        StepLength::Distance(work),
                        StepTarget::Zone(zone),
                    ),
                    Segment::new(StepRole::Recovery, StepLength::Distance(jog), easily()),
                ],
            },
            length: (work + jog).times(u32::from(times)),
        }
    }
}

const fn easily() -> StepTarget {
    StepTarget::Zone(Zone::Easy)
}

const fn once(role: StepRole, length: StepLength, target: StepTarget) -> Step {
    Step::Once(Segment::new(role, length, target))
}
