//! The Daniels–Gilbert equations.
//!
//! Source: J. Daniels, J. Gilbert, *Oxygen Power* (1979). Velocities are meters
//! a minute, oxygen uptake is ml/kg/min, times are minutes. Floating point
//! stays inside the crate; what leaves it is whole seconds and milliseconds.

/// The oxygen a runner needs for a velocity.
pub(super) fn oxygen_cost(velocity: f64) -> f64 {
    -4.60 + 0.182_258 * velocity + 0.000_104 * velocity * velocity
}

/// The share of VO2max a runner can hold for a time; fitted to about 3.5 to 240 minutes.
pub(super) fn sustainable_share(minutes: f64) -> f64 {
    0.8 + 0.189_439_3 * (-0.012_778 * minutes).exp() + 0.298_955_8 * (-0.193_260_5 * minutes).exp()
}

/// The velocity an oxygen uptake yields.
///
/// This is Daniels' own regression and not the inverse of [`oxygen_cost`]: the
/// book's tables were made with it. With the regression every race time from
/// 1500 m to the marathon is within a second of the book; with the exact
/// inverse the marathon is off by up to half a minute.
pub(crate) fn velocity_at(oxygen: f64) -> f64 {
    29.54 + 5.000_663 * oxygen - 0.007_546 * oxygen * oxygen
}

/// VDOT of a race.
pub(super) fn vdot_of(meters: f64, minutes: f64) -> f64 {
    oxygen_cost(meters / minutes) / sustainable_share(minutes)
}

/// How many minutes a race takes at a VDOT.
pub(super) fn race_minutes(vdot: f64, meters: f64) -> f64 {
    // The distance covered grows with the time although the share that can be
    // held falls, so bisection finds the one time that fits.
    let (mut low, mut high) = (0.0, 100.0 * 60.0);
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        if middle * velocity_at(vdot * sustainable_share(middle)) < meters {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}
