//! Fitness as one number: VDOT from a race, and the races it predicts.

mod model;

use serde::{Deserialize, Serialize};

pub(crate) use model::velocity_at;

use crate::error::Error;
use crate::units::{Distance, Duration, Pace};

/// The race distances a VDOT is usually shown with: 1500 m to the marathon.
pub const EQUIVALENT_DISTANCES: [Distance; 8] = [
    SHORTEST_RACE,
    Distance::from_miles(1),
    Distance::from_meters(3_000),
    Distance::from_meters(5_000),
    Distance::from_meters(10_000),
    Distance::from_meters(15_000),
    Distance::from_raw(2_109_750_000),
    LONGEST_RACE,
];

const SHORTEST_RACE: Distance = Distance::from_meters(1_500);
const LONGEST_RACE: Distance = Distance::from_meters(42_195);

/// Daniels' measure of current fitness, in hundredths: 5000 is VDOT 50.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Vdot(u16);

impl TryFrom<u16> for Vdot {
    type Error = Error;

    /// From hundredths, as it is stored.
    fn try_from(hundredths: u16) -> Result<Self, Error> {
        Self::new(f64::from(hundredths) / 100.0)
    }
}

impl From<Vdot> for u16 {
    fn from(vdot: Vdot) -> Self {
        vdot.0
    }
}

impl Vdot {
    /// The lowest fitness we can give paces for.
    pub const MIN: Self = Self(1_000);
    /// Above every runner there has been.
    pub const MAX: Self = Self(9_000);

    /// A VDOT from outside, to the nearest hundredth.
    ///
    /// # Errors
    /// Names `vdot` unless it is a number from 10 to 90.
    pub fn new(vdot: f64) -> Result<Self, Error> {
        if (10.0..=90.0).contains(&vdot) {
            Ok(Self::nearest(vdot))
        } else {
            Err(Error::out_of_range("vdot", vdot, "a number from 10 to 90"))
        }
    }

    /// The VDOT a race shows (Daniels–Gilbert), to the nearest hundredth.
    ///
    /// # Errors
    /// Names `distanceMeters` outside 1500 m to the marathon, where the
    /// equations were never fitted, and `timeSeconds` where the race would show
    /// a VDOT outside 10–90; the error says which times would be accepted.
    pub fn from_race(distance: Distance, time: Duration) -> Result<Self, Error> {
        if !(SHORTEST_RACE..=LONGEST_RACE).contains(&distance) {
            return Err(Error::out_of_range(
                "distanceMeters",
                distance.as_meters(),
                "a race distance from 1500 to 42195 meters",
            ));
        }
        let (fastest, slowest) = (Self::MAX.race_time(distance), Self::MIN.race_time(distance));
        if !(fastest..=slowest).contains(&time) {
            return Err(Error::out_of_range(
                "timeSeconds",
                time.as_seconds(),
                format!(
                    "a time from {} to {} seconds ({fastest} to {slowest}) for this distance",
                    fastest.as_seconds(),
                    slowest.as_seconds()
                ),
            ));
        }
        let vdot = model::vdot_of(distance.as_meters(), time.as_minutes());
        Ok(Self::nearest(vdot))
    }

    /// The number people know: 49.81.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// How long a race over `distance` takes at this fitness, to the nearest second.
    ///
    /// Within a second of the tables of *Daniels' Running Formula*, 3rd ed.,
    /// from 1500 m to the marathon at VDOT 30–85. Outside those the equations
    /// are an extrapolation.
    pub fn race_time(self, distance: Distance) -> Duration {
        if distance.is_zero() {
            return Duration::ZERO;
        }
        let minutes = model::race_minutes(self.as_f64(), distance.as_meters());
        Duration::from_seconds((minutes * 60.0).round() as u32)
    }

    /// The even pace of a race over `distance` at this fitness.
    ///
    /// A zero distance has the pace of a very short one.
    pub fn race_pace(self, distance: Distance) -> Pace {
        let meters = distance.as_meters().max(1.0);
        let minutes = model::race_minutes(self.as_f64(), meters);
        Pace::from_milliseconds_per_kilometer((minutes * 60_000_000.0 / meters).round() as u32)
    }

    /// What is left of this fitness after `days` without running.
    ///
    /// Daniels' factors F1 (nothing done) and F2 (cross-trained instead), as
    /// published by VDOT O2 (February 2018): nothing is lost in five days, then
    /// 0.3 % or 0.15 % a day, until a fifth or a tenth is gone. Never below
    /// [`MIN`](Self::MIN).
    #[must_use]
    pub fn after_layoff(self, days: u32, cross_trained: bool) -> Self {
        let kept = u64::from(thousandths_kept(days, cross_trained));
        let left = (u64::from(self.0) * kept + 500) / 1_000;
        Self(left as u16).max(Self::MIN)
    }

    /// To the nearest hundredth, inside the range.
    fn nearest(vdot: f64) -> Self {
        let hundredths = (vdot * 100.0).round();
        Self(hundredths.clamp(f64::from(Self::MIN.0), f64::from(Self::MAX.0)) as u16)
    }
}

/// The factors F1 and F2 in thousandths, cut off (not rounded) as they are published.
const fn thousandths_kept(days: u32, cross_trained: bool) -> u32 {
    let lost_days = days.saturating_sub(5);
    let (lost_per_day, floor) = if cross_trained {
        (15, 9_000)
    } else {
        (30, 8_000)
    };
    let kept = 10_000u32.saturating_sub(lost_days.saturating_mul(lost_per_day));
    (if kept < floor { floor } else { kept }) / 10
}

/// P. Riegel's estimate of a race time from another: `t₂ = t₁ (d₂ / d₁)^1.06` (1981).
///
/// Only a cross-check of the Daniels–Gilbert model: at the marathon it is at
/// least ten minutes too fast for half of recreational runners (Vickers and
/// Vertosick, 2016). `None` for a zero distance.
pub fn riegel(run: Distance, time: Duration, target: Distance) -> Option<Duration> {
    if run.is_zero() || target.is_zero() {
        return None;
    }
    let factor = (target.as_meters() / run.as_meters()).powf(1.06);
    let seconds = (f64::from(time.as_seconds()) * factor).round();
    Some(Duration::from_seconds(seconds as u32))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_layoff_factors_are_the_published_ones() {
        let table = [
            (0, 1_000, 1_000),
            (5, 1_000, 1_000),
            (6, 997, 998),
            (7, 994, 997),
            (10, 985, 992),
            (14, 973, 986),
            (21, 952, 976),
            (28, 931, 965),
            (35, 910, 955),
            (49, 868, 934),
            (56, 847, 923),
            (63, 826, 913),
            (70, 805, 902),
            (72, 800, 900),
            (u32::MAX, 800, 900),
        ];
        for (days, idle, cross_trained) in table {
            assert_eq!(thousandths_kept(days, false), idle, "{days} days, idle");
            assert_eq!(
                thousandths_kept(days, true),
                cross_trained,
                "{days} days, cross-trained"
            );
        }
        let fifty = Vdot::new(50.0).unwrap();
        assert_eq!(fifty.after_layoff(28, false).as_f64(), 46.55);
        assert_eq!(Vdot::MIN.after_layoff(100, false), Vdot::MIN);
    }

    #[test]
    fn a_race_outside_what_the_model_knows_is_refused_by_field() {
        let cases = [
            (1_499, 300, "distanceMeters"),
            (42_196, 10_000, "distanceMeters"),
            (0, 0, "distanceMeters"),
            (5_000, 0, "timeSeconds"),
            (5_000, 600, "timeSeconds"),
            (5_000, 100_000, "timeSeconds"),
            (42_195, 6_000, "timeSeconds"),
        ];
        for (meters, seconds, field) in cases {
            let refused = Vdot::from_race(
                Distance::from_meters(meters),
                Duration::from_seconds(seconds),
            )
            .unwrap_err();
            assert_eq!(refused.field(), Some(field), "{meters} m in {seconds} s");
        }
    }

    #[test]
    fn a_forty_minute_10k_is_the_vdot_people_know() {
        let vdot =
            Vdot::from_race(Distance::from_meters(10_000), Duration::from_minutes(40)).unwrap();
        assert!((51.9..=52.1).contains(&vdot.as_f64()), "{}", vdot.as_f64());
    }

    #[test]
    fn riegel_agrees_with_the_model_up_to_the_half_marathon() {
        let five = Distance::from_meters(5_000);
        for vdot in [30.0, 50.0, 70.0] {
            let vdot = Vdot::new(vdot).unwrap();
            for distance in [10_000, 15_000, 21_097].map(Distance::from_meters) {
                let model = f64::from(vdot.race_time(distance).as_seconds());
                let riegel = riegel(five, vdot.race_time(five), distance).unwrap();
                let ratio = f64::from(riegel.as_seconds()) / model;
                assert!((0.98..=1.02).contains(&ratio), "{vdot:?} {distance:?}");
            }
        }
        assert_eq!(riegel(Distance::ZERO, Duration::ZERO, five), None);
    }

    proptest! {
        #[test]
        fn the_vdot_of_a_predicted_race_is_the_vdot_it_was_predicted_from(
            hundredths in 1_500u16..=8_500,
            which in 0usize..EQUIVALENT_DISTANCES.len(),
        ) {
            let vdot = Vdot(hundredths);
            let distance = EQUIVALENT_DISTANCES[which];
            let back = Vdot::from_race(distance, vdot.race_time(distance)).unwrap();
            // The two directions use different inverses, which part below VDOT 15,
            // and a second of a very fast mile is worth half a point.
            prop_assert!((back.as_f64() - vdot.as_f64()).abs() <= 0.5, "{} {}", vdot.as_f64(), back.as_f64());
        }

        #[test]
        fn a_fitter_runner_is_faster_over_every_distance(
            hundredths in 1_000u16..=8_900,
            meters in 1_500u32..=42_195,
        ) {
            let distance = Distance::from_meters(meters);
            let (slower, faster) = (Vdot(hundredths), Vdot(hundredths + 100));
            prop_assert!(faster.race_time(distance) < slower.race_time(distance));
            prop_assert!(faster.race_pace(distance).is_faster_than(slower.race_pace(distance)));
        }

        #[test]
        fn a_longer_race_is_run_at_a_slower_pace(
            hundredths in 1_000u16..=9_000,
            meters in 1_500u32..=42_000,
        ) {
            let vdot = Vdot(hundredths);
            let shorter = vdot.race_pace(Distance::from_meters(meters));
            let longer = vdot.race_pace(Distance::from_meters(meters + 100));
            prop_assert!(shorter.is_faster_than(longer));
        }

        #[test]
        fn any_race_gives_a_vdot_in_range_or_an_error(raw in any::<u64>(), seconds in any::<u32>()) {
            if let Ok(vdot) = Vdot::from_race(Distance::from_raw(raw), Duration::from_seconds(seconds)) {
                prop_assert!((Vdot::MIN..=Vdot::MAX).contains(&vdot));
            }
        }
    }
}
