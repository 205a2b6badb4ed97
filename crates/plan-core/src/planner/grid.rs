//! The distances a plan is written in: half miles; half kilometers below ten,
//! whole ones above.

use crate::units::{Distance, DistanceUnit};

/// Rounds in a plan's unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid(pub(super) DistanceUnit);

impl Grid {
    /// The smallest step of the grid: half a mile or half a kilometer.
    pub(super) fn step(self) -> Distance {
        self.0.tenth().times(5)
    }

    /// No run is shorter: 2 mi or 3 km.
    pub(super) fn shortest_run(self) -> Distance {
        match self.0 {
            DistanceUnit::Mile => Distance::from_miles(2),
            DistanceUnit::Kilometer => Distance::from_kilometers(3),
        }
    }

    /// No shorter run is called medium-long: 5 mi or 8 km.
    pub(super) fn least_medium_long(self) -> Distance {
        match self.0 {
            DistanceUnit::Mile => Distance::from_miles(5),
            DistanceUnit::Kilometer => Distance::from_kilometers(8),
        }
    }

    /// The nearest distance of the grid.
    pub(super) fn nearest(self, distance: Distance) -> Distance {
        distance.round_to(self.step_at(distance))
    }

    /// The longest distance of the grid that is not longer.
    pub(super) fn floor(self, distance: Distance) -> Distance {
        distance.floor_to(self.step_at(distance))
    }

    /// The next longer distance of the grid.
    pub(super) fn up(self, distance: Distance) -> Distance {
        let floor = self.floor(distance);
        floor + self.step_at(floor)
    }

    /// The next shorter distance of the grid.
    pub(super) fn down(self, distance: Distance) -> Distance {
        let floor = self.floor(distance);
        if floor < distance {
            floor
        } else {
            // From exactly 10 km down the steps are half kilometers.
            let below = Distance::from_raw(floor.raw().saturating_sub(1));
            self.floor(below)
        }
    }

    fn step_at(self, distance: Distance) -> Distance {
        match self.0 {
            DistanceUnit::Kilometer if distance >= Distance::from_kilometers(10) => {
                Distance::from_kilometers(1)
            }
            _ => self.step(),
        }
    }
}
