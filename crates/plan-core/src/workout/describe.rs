use super::{Workout, WorkoutKind};
use crate::plan::Phase;

impl Workout {
    /// What to do and why, in a sentence or two; the coach's own text where there is one.
    pub fn describe(&self, phase: Phase) -> String {
        if let Some(text) = &self.description {
            return text.clone();
        }
        let what = match self.kind {
            WorkoutKind::Rest => return self.with_note("Rest. Adaptation happens today."),
            WorkoutKind::Easy => "Easy running; you can talk in whole sentences.",
            WorkoutKind::LongRun => {
                "Long run at an easy, even effort; time on your feet is the point."
            }
            WorkoutKind::MediumLong => {
                "Medium-long run at easy effort; endurance without the cost of a long run."
            }
            WorkoutKind::Recovery => "Recovery run, slower than feels necessary.",
            WorkoutKind::Tempo => {
                "Comfortably hard at threshold pace; it raises the speed you can hold for an hour."
            }
            WorkoutKind::Intervals => {
                "Hard repetitions of three to five minutes; they raise your aerobic ceiling."
            }
            WorkoutKind::Fartlek => {
                "Play with speed by feel: quick surges with easy running between."
            }
            WorkoutKind::HillRepeats => "Short, strong uphill efforts; jog down to recover.",
            WorkoutKind::RacePace => "Practice the rhythm of your goal race.",
            WorkoutKind::Race => "Race day. Start calmly and finish strongly.",
            WorkoutKind::CrossTraining => {
                "Cross-training: easy cycling, swimming or rowing instead of running."
            }
            WorkoutKind::Strength => "Strength work for the legs, hips and trunk.",
        };
        let why = match (self.kind, phase) {
            (kind, Phase::Taper) if kind.is_quality() => {
                " Kept short: sharpness for race day, not fitness."
            }
            (kind, Phase::Base) if kind.is_quality() => {
                " First touches of speed on top of the mileage."
            }
            (WorkoutKind::LongRun, Phase::Peak) => {
                " The longest weeks are here; practice race-day eating and drinking."
            }
            _ => "",
        };
        self.with_note(&format!("{what}{why}"))
    }

    fn with_note(&self, text: &str) -> String {
        match &self.note {
            Some(note) => format!("{note} — {text}"),
            None => text.to_owned(),
        }
    }
}
