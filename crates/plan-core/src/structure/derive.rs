//! The usual parts of a workout that says only what it is and how far.
//!
//! | kind | parts |
//! |---|---|
//! | easy, recovery, medium-long, long | one steady stretch, or running and walking in turn |
//! | tempo, race pace | warm-up, one block, cool-down |
//! | intervals | warm-up, 3–12 repetitions of 400, 800, 1000 or 1200 m, each with a jog of 60 % of its time within 1–3 minutes, cool-down |
//! | fartlek | warm-up, 2 minutes quick and 2 slow, 3–12 times, cool-down |
//! | hill repeats | warm-up, 200 m up and 200 m down, 3–12 times, cool-down |
//! | race | its distance, at the pace of the goal where that has a time |
//! | rest, strength, cross-training | none |
//!
//! A workout planned by distance has parts by distance, one planned by time
//! parts by time. What goes by the other measure (a jog of two minutes within
//! eight miles) is counted at the pace it is probably run at, so that the parts
//! come to the workout; the distances they state are never more than its own.
//! A workout too short for three repetitions is one block.

use super::Runner;
use crate::units::{Distance, Duration, Pace};
use crate::workout::{
    RunWalk, Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
};
use crate::zones::Zone;

/// Warm-up and cool-down of a session that states none, in percent of it.
const WARM_UP_PERCENT: u64 = 25;
const COOL_DOWN_PERCENT: u64 = 20;
/// Nobody warms up longer, however long the session is.
const LONGEST_WARM_UP: (Distance, Duration) =
    (Distance::from_kilometers(5), Duration::from_minutes(25));
const LONGEST_COOL_DOWN: (Distance, Duration) =
    (Distance::from_kilometers(3), Duration::from_minutes(15));

/// What repetitions are measured in. The last two are for sessions too short for
/// three of the repetitions that suit them.
const REPETITIONS: [u32; 6] = [1_200, 1_000, 800, 400, 200, 100];
/// Below each distance between warm-up and cool-down, the repetition that suits it;
/// above them all the longest does.
const SUITED: [(Distance, u32); 3] = [
    (Distance::from_meters(4_800), 400),
    (Distance::from_meters(8_000), 800),
    (Distance::from_meters(12_000), 1_000),
];
const FEWEST_ROUNDS: u64 = 3;
const MOST_ROUNDS: u64 = 12;
const SHORTEST_JOG: Duration = Duration::from_minutes(1);
const LONGEST_JOG: Duration = Duration::from_minutes(3);
const HILL: Distance = Distance::from_meters(200);
const SURGE: Duration = Duration::from_minutes(2);
/// More turns of running and walking are split into sets.
const MOST_TURNS: u32 = 20;

/// How much there is to run, in the measure it is planned in: hundredths of a
/// millimeter or seconds.
#[derive(Clone, Copy)]
struct Amount {
    measure: Measure,
    size: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Distance,
    Time,
}

impl Amount {
    fn far(distance: Distance) -> Self {
        Self {
            measure: Measure::Distance,
            size: distance.raw(),
        }
    }

    fn long(time: Duration) -> Self {
        Self {
            measure: Measure::Time,
            size: u64::from(time.as_seconds()),
        }
    }

    /// What a workout is planned by; `None` where it states nothing.
    fn of(workout: &Workout) -> Option<Self> {
        let distance = workout.distance.map(Self::far);
        let time = workout.duration.map(Self::long);
        match (distance, time) {
            (Some(distance), Some(time)) => {
                let by_time = workout.distance_is_estimated || distance.size == 0;
                Some(if by_time { time } else { distance })
            }
            (distance, time) => distance.or(time),
        }
    }

    fn length(self) -> StepLength {
        match self.measure {
            Measure::Distance => StepLength::Distance(Distance::from_raw(self.size)),
            Measure::Time => {
                let seconds = u32::try_from(self.size).unwrap_or(u32::MAX);
                StepLength::Time(Duration::from_seconds(seconds))
            }
        }
    }

    fn less(self, size: u64) -> Self {
        Self {
            size: self.size.saturating_sub(size),
            ..self
        }
    }
}

/// What stands around the body of a session.
struct Frame {
    warm_up: Option<Segment>,
    cool_down: Option<Segment>,
}

/// The body of a session, and what it leaves over.
struct Body {
    steps: Vec<Step>,
    rest: Amount,
}

impl Runner {
    pub(super) fn derive(&self, workout: &Workout) -> Vec<Step> {
        let amount = Amount::of(workout);
        if amount.is_some_and(|amount| amount.size == 0) {
            return Vec::new();
        }
        match (workout.kind, amount) {
            (WorkoutKind::Rest | WorkoutKind::CrossTraining | WorkoutKind::Strength, _) => {
                Vec::new()
            }
            (WorkoutKind::Race, amount) => {
                vec![work(amount, self.race_target(workout))]
            }
            (kind, Some(amount)) if kind.is_quality() => self.session(workout, amount),
            (_, Some(amount)) => self.steady(workout, amount),
            (_, None) => vec![work(None, target_of(workout))],
        }
    }

    /// At the pace of the goal, for the race that is the goal.
    fn race_target(&self, workout: &Workout) -> StepTarget {
        let goal = self.race.as_ref().filter(|goal| {
            // Another race on the way is run as it comes.
            workout.distance == Some(goal.distance.distance())
        });
        goal.and_then(|goal| Pace::of(goal.distance.distance(), goal.target_time?).ok())
            .map_or(StepTarget::Open, |pace| StepTarget::Pace {
                pace,
                unit: self.unit,
            })
    }

    /// One stretch, or running and walking in turn.
    fn steady(&self, workout: &Workout, amount: Amount) -> Vec<Step> {
        match workout.run_walk {
            Some(ratio) => self.turns(ratio, amount, workout),
            None => vec![work(Some(amount), target_of(workout))],
        }
    }

    /// As many turns as fill the time, in sets of at most twenty rounds, and
    /// what is left of a turn at the end.
    fn turns(&self, ratio: RunWalk, amount: Amount, workout: &Workout) -> Vec<Step> {
        let run = Duration::from_minutes(u32::from(ratio.run_minutes()));
        let walk = Duration::from_minutes(u32::from(ratio.walk_minutes()));
        let seconds = match amount.length() {
            StepLength::Time(time) => time.as_seconds(),
            StepLength::Distance(distance) => {
                // Estimated, so in whole minutes.
                let time = self.expected_pace(target_of(workout)) * distance;
                (time.as_seconds().saturating_add(30) / 60).max(1) * 60
            }
            StepLength::Open => 0,
        };
        let running =
            |time| Segment::new(StepRole::Work, StepLength::Time(time), target_of(workout));
        let walking = |time| Segment {
            note: Some("walk".to_owned()),
            ..Segment::new(StepRole::Recovery, StepLength::Time(time), StepTarget::Open)
        };
        let turn = run.as_seconds() + walk.as_seconds();
        let (rounds, rest) = (seconds / turn, seconds % turn);
        let sets = rounds.div_ceil(MOST_TURNS);
        let mut steps = Vec::new();
        for set in 0..sets {
            let times = rounds / sets + u32::from(set < rounds % sets);
            // Never more than twenty.
            repeat(&mut steps, times as u8, vec![running(run), walking(walk)]);
        }
        let rest = Duration::from_seconds(rest);
        let walked = rest.saturating_sub(run);
        if !rest.is_zero() {
            steps.push(Step::Once(running(rest.min(run))));
        }
        if !walked.is_zero() {
            steps.push(Step::Once(walking(walked)));
        }
        steps
    }

    /// Warm-up, body, cool-down.
    fn session(&self, workout: &Workout, amount: Amount) -> Vec<Step> {
        let (mut frame, left, is_written) = match self.written_frame(workout, amount) {
            Some((frame, left)) => (frame, left, true),
            None => {
                let (frame, left) = self.usual_frame(amount);
                (frame, left, false)
            }
        };
        let mut body = self.body(workout, left);
        match (&mut frame.cool_down, is_written) {
            // What the rounds leave over belongs to the run.
            (Some(Segment { length, .. }), false) => lengthen(length, body.rest),
            _ if body.rest.size >= self.worth_saying(body.rest.measure) => {
                let rest = easily(StepRole::Work, body.rest.length());
                body.steps.push(Step::Once(rest));
            }
            _ => {}
        }
        let mut steps = Vec::with_capacity(body.steps.len() + 2);
        steps.extend(frame.warm_up.map(Step::Once));
        steps.append(&mut body.steps);
        steps.extend(frame.cool_down.map(Step::Once));
        self.within(workout, &mut steps);
        steps
    }

    /// Warm-up and cool-down as the workout states them. `None` where it states
    /// none, or where they leave the body less than a third: they belonged to a
    /// longer workout.
    fn written_frame(&self, workout: &Workout, amount: Amount) -> Option<(Frame, Amount)> {
        let part = |role, time: Option<Duration>| {
            let time = time.filter(|time| !time.is_zero())?;
            Some(easily(role, StepLength::Time(time)))
        };
        let frame = Frame {
            warm_up: part(StepRole::WarmUp, workout.warm_up),
            cool_down: part(StepRole::CoolDown, workout.cool_down),
        };
        let both = [&frame.warm_up, &frame.cool_down];
        let taken = both
            .into_iter()
            .flatten()
            .map(|part| self.size(amount.measure, part))
            .fold(0, u64::saturating_add);
        let left = amount.less(taken);
        (taken > 0 && left.size >= amount.size / 3).then_some((frame, left))
    }

    /// A quarter before and a fifth after, in round numbers.
    fn usual_frame(&self, amount: Amount) -> (Frame, Amount) {
        let part = |percent, (farthest, longest): (Distance, Duration)| match amount.measure {
            Measure::Distance => {
                let share = Distance::from_raw(amount.size / 100 * percent).min(farthest);
                let half = self.unit.tenth().times(5);
                let halves = share.floor_to(half);
                let tenths = share.floor_to(self.unit.tenth());
                Amount::far(if halves.is_zero() { tenths } else { halves })
            }
            Measure::Time => {
                let minutes = amount.size * percent / 100 / 60;
                let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
                Amount::long(Duration::from_minutes(minutes).min(longest))
            }
        };
        let segment = |role, part: Amount| (part.size > 0).then(|| easily(role, part.length()));
        let warm_up = part(WARM_UP_PERCENT, LONGEST_WARM_UP);
        let cool_down = part(COOL_DOWN_PERCENT, LONGEST_COOL_DOWN);
        let frame = Frame {
            warm_up: segment(StepRole::WarmUp, warm_up),
            cool_down: segment(StepRole::CoolDown, cool_down),
        };
        (frame, amount.less(warm_up.size + cool_down.size))
    }

    fn body(&self, workout: &Workout, left: Amount) -> Body {
        let target = target_of(workout);
        // A repetition up a hill or over the track, and what follows it.
        let rounds: Vec<[Segment; 2]> = match workout.kind {
            WorkoutKind::Intervals => self
                .repetitions(left)
                .map(|length| self.repetition(length, workout))
                .collect(),
            WorkoutKind::Fartlek => vec![[
                Segment::new(StepRole::Work, StepLength::Time(SURGE), target),
                easily(StepRole::Recovery, StepLength::Time(SURGE)),
            ]],
            WorkoutKind::HillRepeats => {
                let hill = StepLength::Distance(HILL);
                let noted = |note: &str, segment| Segment {
                    note: Some(note.to_owned()),
                    ..segment
                };
                vec![[
                    noted("uphill", Segment::new(StepRole::Work, hill, target)),
                    noted("downhill", easily(StepRole::Recovery, hill)),
                ]]
            }
            _ => Vec::new(),
        };
        for round in rounds {
            let size = round
                .iter()
                .map(|part| self.size(left.measure, part))
                .sum::<u64>()
                .max(1);
            let times = (left.size / size).min(MOST_ROUNDS);
            if times >= FEWEST_ROUNDS {
                let mut steps = Vec::new();
                repeat(&mut steps, times as u8, round.to_vec());
                return Body {
                    steps,
                    rest: self.in_round_numbers(left.less(times * size)),
                };
            }
        }
        Body {
            steps: self.steady(workout, left),
            rest: left.less(left.size),
        }
    }

    /// The repetition that suits what is left, then shorter ones.
    fn repetitions(&self, left: Amount) -> impl Iterator<Item = Distance> + use<> {
        let far = match left.length() {
            StepLength::Distance(distance) => distance,
            StepLength::Time(time) => self.paces.easy.distance_in(time),
            StepLength::Open => Distance::ZERO,
        };
        let suited = SUITED
            .iter()
            .find(|(below, _)| far < *below)
            .map_or(REPETITIONS[0], |(_, meters)| *meters);
        REPETITIONS
            .into_iter()
            .filter(move |meters| *meters <= suited)
            .map(Distance::from_meters)
    }

    /// A repetition and its jog.
    fn repetition(&self, length: Distance, workout: &Workout) -> [Segment; 2] {
        let target = target_of(workout);
        let zone = workout.zone.unwrap_or(Zone::Interval);
        // Short and fast repetitions want full recovery: twice what they took.
        let (length, percent) = if zone == Zone::Repetition {
            (length.min(Distance::from_meters(400)), 200)
        } else {
            (length, 60)
        };
        let time = self.expected_pace(StepTarget::Zone(zone)) * length;
        let share = (time.as_seconds().saturating_mul(percent) + 50) / 100;
        let jog = Duration::from_seconds(share).clamp(SHORTEST_JOG, LONGEST_JOG);
        [
            Segment::new(StepRole::Work, StepLength::Distance(length), target),
            easily(StepRole::Recovery, StepLength::Time(jog)),
        ]
    }

    /// What a part takes of a workout in its measure.
    fn size(&self, measure: Measure, segment: &Segment) -> u64 {
        match measure {
            Measure::Distance => self.expected_distance(segment).raw(),
            Measure::Time => u64::from(self.expected_time(segment).as_seconds()),
        }
    }

    /// Down to tenths of the unit or whole minutes: it is estimated.
    fn in_round_numbers(&self, amount: Amount) -> Amount {
        let step = match amount.measure {
            Measure::Distance => self.unit.tenth().raw(),
            Measure::Time => 60,
        };
        Amount {
            size: amount.size / step * step,
            ..amount
        }
    }

    /// Less is not worth a part of its own.
    fn worth_saying(&self, measure: Measure) -> u64 {
        match measure {
            Measure::Distance => self.unit.tenth().times(3).raw(),
            Measure::Time => 3 * 60,
        }
    }

    /// A distance estimated for a slower runner can be less than what the
    /// repetitions state: then they go by time too.
    fn within(&self, workout: &Workout, steps: &mut [Step]) {
        let stated: Distance = steps.iter().map(Step::stated_distance).sum();
        if workout.distance.is_none_or(|distance| stated <= distance) {
            return;
        }
        for step in steps {
            let segments = match step {
                Step::Once(segment) => std::slice::from_mut(segment),
                Step::Repeat { segments, .. } => segments,
            };
            for segment in segments {
                segment.length = StepLength::Time(self.expected_time(segment));
            }
        }
    }
}

/// How hard the main part is.
fn target_of(workout: &Workout) -> StepTarget {
    workout.zone.map_or(StepTarget::Open, StepTarget::Zone)
}

fn work(amount: Option<Amount>, target: StepTarget) -> Step {
    let length = amount.map_or(StepLength::Open, Amount::length);
    Step::Once(Segment::new(StepRole::Work, length, target))
}

const fn easily(role: StepRole, length: StepLength) -> Segment {
    Segment::new(role, length, StepTarget::Zone(Zone::Easy))
}

fn lengthen(length: &mut StepLength, by: Amount) {
    match (length, by.length()) {
        (StepLength::Distance(distance), StepLength::Distance(more)) => *distance += more,
        (StepLength::Time(time), StepLength::Time(more)) => *time = *time + more,
        _ => {}
    }
}

/// `times` rounds; one round is its segments, one after the other.
fn repeat(steps: &mut Vec<Step>, times: u8, segments: Vec<Segment>) {
    match times {
        0 => {}
        1 => steps.extend(segments.into_iter().map(Step::Once)),
        times => steps.push(Step::Repeat { times, segments }),
    }
}
