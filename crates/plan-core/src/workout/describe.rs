use std::borrow::Cow;

use super::{Segment, Step, StepLength, StepRole, Workout, WorkoutKind};
use crate::plan::Phase;
use crate::units::{Distance, DistanceUnit, Duration};
use crate::zones::Zone;

impl Workout {
    /// What to do and why, in a sentence or two; the coach's own text where there is one.
    pub fn describe(&self, phase: Phase) -> String {
        if let Some(text) = &self.description {
            return text.clone();
        }
        let what = match self.kind {
            WorkoutKind::Rest => {
                return self
                    .with_note("Rest. Adaptation happens today.".into())
                    .into_owned();
            }
            WorkoutKind::Easy => {
                "Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in."
            }
            WorkoutKind::LongRun => {
                "Long run at an easy, even effort; time on your feet is the point."
            }
            WorkoutKind::MediumLong => {
                "Medium-long run at easy effort; endurance without the cost of a long run."
            }
            WorkoutKind::Recovery => {
                "Recovery run, slower than feels necessary; it loosens the legs and asks nothing of them."
            }
            WorkoutKind::Tempo => {
                "Comfortably hard at threshold pace; it raises the speed you can hold for an hour."
            }
            WorkoutKind::Intervals if self.zone == Some(Zone::Repetition) => {
                "Short repetitions, fast but relaxed, with full recovery; they make you quick and economical."
            }
            WorkoutKind::Intervals => match self.repetitions() {
                Repetitions::Usual => {
                    "Hard repetitions of three to five minutes; they raise your aerobic ceiling."
                }
                Repetitions::Short => {
                    "Short, hard repetitions with easy running between; they raise your aerobic ceiling."
                }
                Repetitions::Other => "Hard repetitions; they raise your aerobic ceiling.",
            },
            WorkoutKind::Fartlek => {
                "Play with speed by feel: quick surges with easy running between; the legs learn to change gear."
            }
            WorkoutKind::HillRepeats => {
                "Short, strong uphill efforts; jog down to recover. They build the strength that speed needs."
            }
            WorkoutKind::RacePace => {
                "The middle part at the effort of your goal race, steady and controlled; practice its rhythm."
            }
            WorkoutKind::Race => "Race day. Start calmly and finish strongly.",
            WorkoutKind::CrossTraining => {
                "Cross-training: easy cycling, swimming or rowing instead of running; fitness without the impact."
            }
            WorkoutKind::Strength => {
                "Strength work for the legs, hips and trunk, never to exhaustion; it protects you from injury."
            }
        };
        let why = match (self.kind, phase) {
            (kind, Phase::Taper) if kind.is_quality() => {
                " Kept short: sharpness for race day, not fitness."
            }
            (kind, Phase::Base) if kind.is_quality() => {
                " First touches of speed on top of the mileage."
            }
            (WorkoutKind::LongRun, Phase::Base) => {
                " Slower than you could: the distance does the work."
            }
            (WorkoutKind::LongRun, Phase::Peak) => {
                " The longest weeks are here; practice race-day eating and drinking."
            }
            (WorkoutKind::LongRun, Phase::Taper) => " Shorter now: the work is done.",
            (WorkoutKind::RacePace, Phase::Peak) => " Wear and eat what you will on race day.",
            (WorkoutKind::Easy, Phase::Taper) => " Stop while it still feels short.",
            _ => "",
        };
        let mut text = [what, why].concat();
        if let Some(ratio) = self.run_walk {
            text.push_str(&format!(
                " Walk {} min after every {} min of running, from the start.",
                ratio.walk_minutes(),
                ratio.run_minutes()
            ));
        }
        if self.distance_is_estimated && self.duration.is_some() {
            text.push_str(" Go by the clock; the distance is an estimate.");
        }
        self.with_note(text.into()).into_owned()
    }

    /// How long the repetitions are.
    fn repetitions(&self) -> Repetitions {
        let lengths = || {
            let repeated = self.steps.iter().filter_map(|step| match step {
                Step::Repeat { segments, .. } => Some(segments.as_slice()),
                Step::Once(_) => None,
            });
            let work = |it: &&Segment| it.role == StepRole::Work;
            repeated.flatten().filter(work).map(|it| it.length)
        };
        // At interval pace 800 m take some three minutes, a mile some five or six.
        let is_short = |length| match length {
            StepLength::Distance(distance) => distance < Distance::from_meters(800),
            StepLength::Time(time) => time < Duration::from_minutes(2),
            StepLength::Open => false,
        };
        let is_long = |length| match length {
            StepLength::Distance(distance) => distance > DistanceUnit::Mile.one(),
            StepLength::Time(time) => time > Duration::from_minutes(5),
            StepLength::Open => false,
        };
        if !lengths().any(|length| is_short(length) || is_long(length)) {
            return Repetitions::Usual;
        }
        match lengths().all(is_short) {
            true => Repetitions::Short,
            false => Repetitions::Other,
        }
    }

    fn with_note<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        match &self.note {
            Some(note) => format!("{note} — {text}").into(),
            None => text,
        }
    }
}

/// How long the repetitions of an interval session are.
enum Repetitions {
    /// Three to five minutes, or nobody says how long.
    Usual,
    /// All of them shorter.
    Short,
    /// Some longer, or of both sorts.
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workout::{RunWalk, StepTarget};

    #[test]
    fn a_description_says_what_why_and_how() {
        let easy = Workout::run(WorkoutKind::Easy, Distance::from_miles(4));
        let walked = Workout {
            run_walk: RunWalk::new(4, 1).ok(),
            ..easy.clone()
        };
        let timed = Workout {
            duration: Some(Duration::from_minutes(40)),
            distance_is_estimated: true,
            note: Some("on grass".to_owned()),
            ..easy.clone()
        };
        let own = Workout {
            description: Some("Around the lake, twice.".to_owned()),
            ..timed.clone()
        };
        for (workout, phase, expected) in [
            (
                &easy,
                Phase::Base,
                "Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in.",
            ),
            (
                &easy,
                Phase::Taper,
                "Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in. Stop while it still feels short.",
            ),
            (
                &walked,
                Phase::Base,
                "Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in. \
                 Walk 1 min after every 4 min of running, from the start.",
            ),
            (
                &timed,
                Phase::Build,
                "on grass — Easy running; you can talk in whole sentences. It builds endurance and lets hard days sink in. \
                 Go by the clock; the distance is an estimate.",
            ),
            (&own, Phase::Build, "Around the lake, twice."),
        ] {
            assert_eq!(workout.describe(phase), expected);
        }
    }

    #[test]
    fn a_description_of_intervals_knows_how_long_they_are() {
        let meters = |meters| StepLength::Distance(Distance::from_meters(meters));
        let minutes = |minutes| StepLength::Time(Duration::from_minutes(minutes));
        let cases: [(&[StepLength], &str); 7] = [
            (&[], "Hard repetitions of three to five minutes;"),
            (&[meters(800)], "Hard repetitions of three to five minutes;"),
            (&[minutes(3)], "Hard repetitions of three to five minutes;"),
            (&[meters(400)], "Short, hard repetitions with easy running"),
            (&[minutes(1)], "Short, hard repetitions with easy running"),
            (&[meters(2_000)], "Hard repetitions; they raise"),
            (&[meters(400), minutes(4)], "Hard repetitions; they raise"),
        ];
        for (lengths, expected) in cases {
            let mut workout = Workout::new(WorkoutKind::Intervals);
            workout.steps = lengths
                .iter()
                .map(|length| {
                    let work = Segment::new(StepRole::Work, *length, StepTarget::Open);
                    let jog = Segment::new(StepRole::Recovery, meters(200), StepTarget::Open);
                    Step::Repeat {
                        times: 6,
                        segments: vec![work, jog],
                    }
                })
                .collect();
            let text = workout.describe(Phase::Build);
            assert!(text.starts_with(expected), "{lengths:?}: {text}");
        }
    }
}
