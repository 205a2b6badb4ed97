//! Fitness as one number: VDOT from a race, and the races it predicts.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Daniels' measure of current fitness, in hundredths: 5000 is VDOT 50.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vdot(u16);

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
            Ok(Self((vdot * 100.0).round() as u16))
        } else {
            Err(Error::out_of_range("vdot", vdot, "a number from 10 to 90"))
        }
    }

    /// The number people know: 49.81.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}
