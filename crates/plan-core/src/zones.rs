//! The five training zones: paces from VDOT, effort from Borg's scale.

use crate::words::words;

words! {
    /// Daniels' training intensities.
    pub enum Zone("zone") {
        /// E: conversational.
        Easy = "Easy",
        /// M: marathon race pace.
        Marathon = "Marathon",
        /// T: comfortably hard, what can be held for about an hour.
        Threshold = "Threshold",
        /// I: VO2max, what can be held for about eleven minutes.
        Interval = "Interval",
        /// R: fast and relaxed, about mile race pace.
        Repetition = "Repetition",
    }
}
