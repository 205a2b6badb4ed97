use std::borrow::Cow;

use super::{Workout, WorkoutKind};
use crate::plan::Phase;
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
            WorkoutKind::Intervals => {
                "Hard repetitions of three to five minutes; they raise your aerobic ceiling."
            }
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

    fn with_note<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        match &self.note {
            Some(note) => format!("{note} — {text}").into(),
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Distance, Duration};
    use crate::workout::RunWalk;

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
}
