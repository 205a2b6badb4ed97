use crate::words::words;
use crate::zones::Zone;

words! {
    /// The kind of a workout; the wire's `type`.
    pub enum WorkoutKind("type") {
        /// Conversational running.
        Easy = "Easy",
        /// The longest run of the week, the anchor of its shape.
        LongRun = "LongRun",
        /// Between easy and long, at easy effort.
        MediumLong = "MediumLong",
        /// Slower and shorter than easy.
        Recovery = "Recovery",
        /// Threshold work; the field says tempo, the book says T.
        Tempo = "Tempo",
        /// VO2max repetitions of three to five minutes.
        Intervals = "Intervals",
        /// Changes of speed without a stopwatch.
        Fartlek = "Fartlek",
        /// Short and hard uphill.
        HillRepeats = "HillRepeats",
        /// Running at the pace of the goal race.
        RacePace = "RacePace",
        /// The goal race or a tune-up race.
        Race = "Race",
        /// Training that is not running.
        CrossTraining = "CrossTraining",
        /// Strength work.
        Strength = "Strength",
        /// A day off, planned.
        Rest = "Rest",
    }
}

impl WorkoutKind {
    /// True for everything done on foot.
    pub const fn is_run(self) -> bool {
        !matches!(self, Self::CrossTraining | Self::Strength | Self::Rest)
    }

    /// True for sessions faster than easy that are not a race.
    pub const fn is_quality(self) -> bool {
        matches!(
            self,
            Self::Tempo | Self::Intervals | Self::Fartlek | Self::HillRepeats | Self::RacePace
        )
    }

    /// True for what needs an easy day on both sides: quality, long run, race.
    pub const fn is_hard(self) -> bool {
        self.is_quality() || matches!(self, Self::LongRun | Self::Race)
    }

    /// The zone the main part is usually run in; none for races and non-runs.
    pub const fn zone(self) -> Option<Zone> {
        match self {
            Self::Easy | Self::LongRun | Self::MediumLong | Self::Recovery => Some(Zone::Easy),
            Self::Tempo => Some(Zone::Threshold),
            Self::Intervals | Self::Fartlek => Some(Zone::Interval),
            Self::HillRepeats => Some(Zone::Repetition),
            Self::RacePace => Some(Zone::Marathon),
            Self::Race | Self::CrossTraining | Self::Strength | Self::Rest => None,
        }
    }

    /// What people call it: `Medium-long`, `Hill repeats`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Easy => "Easy",
            Self::LongRun => "Long",
            Self::MediumLong => "Medium-long",
            Self::Recovery => "Recovery",
            Self::Tempo => "Tempo",
            Self::Intervals => "Intervals",
            Self::Fartlek => "Fartlek",
            Self::HillRepeats => "Hill repeats",
            Self::RacePace => "Race pace",
            Self::Race => "Race",
            Self::CrossTraining => "Cross-training",
            Self::Strength => "Strength",
            Self::Rest => "Rest",
        }
    }
}
