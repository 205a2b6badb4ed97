//! Physical quantities as exact integers.
//!
//! Every constructor and accessor carries its unit, arithmetic is only what is
//! physically meaningful (`Pace * Distance = Duration`), and nothing dereferences
//! to a bare number: a mile can never be added to a minute.

mod distance;
mod duration;
mod pace;
mod percent;

pub use distance::{Distance, DistanceUnit};
pub use duration::Duration;
pub use pace::Pace;
pub use percent::Percent;
