//! Which quality sessions a week holds, and how much of each Daniels allows.

use crate::plan::{Level, Phase, RaceDistance};
use crate::units::{Distance, Percent};

/// A kind of quality session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Session {
    /// One steady stretch at threshold pace.
    Tempo,
    /// Threshold work in repetitions with short jogs.
    CruiseIntervals,
    /// Repetitions of three to five minutes at interval pace.
    Intervals,
    /// Short and strong uphill.
    Hills,
    /// A minute quick, a minute easy.
    Fartlek,
    /// Marathon pace.
    RacePace,
}

/// The sessions of a week with one or two, in weekday order.
///
/// `turn` counts the weeks with quality so far (from a start the seed
/// chooses), so that neighboring weeks differ.
pub(super) fn sessions(
    race: Option<RaceDistance>,
    level: Level,
    phase: Phase,
    count: usize,
    turn: usize,
) -> [Session; 2] {
    use RaceDistance::{FiveK, FullMarathon, HalfMarathon};
    use Session::{CruiseIntervals, Fartlek, Hills, Intervals, RacePace, Tempo};
    let rota: &[[Session; 2]] = if count >= 2 {
        match (race, phase) {
            (Some(FullMarathon), Phase::Peak) => &[
                [Tempo, RacePace],
                [Intervals, RacePace],
                [CruiseIntervals, RacePace],
            ],
            (Some(FullMarathon), _) => &[
                [Intervals, Tempo],
                [Hills, RacePace],
                [Intervals, CruiseIntervals],
                [Hills, Tempo],
            ],
            (Some(HalfMarathon), _) => &[
                [Intervals, Tempo],
                [Hills, CruiseIntervals],
                [Intervals, CruiseIntervals],
            ],
            (_, Phase::Peak) => &[[Intervals, Tempo], [Intervals, CruiseIntervals]],
            _ => &[
                [Intervals, Tempo],
                [Hills, Tempo],
                [Intervals, CruiseIntervals],
            ],
        }
    } else {
        match (level, race, phase) {
            (_, _, Phase::Base) => &[[Hills; 2], [Fartlek; 2]],
            (_, Some(FullMarathon), Phase::Taper) => &[[RacePace; 2], [Tempo; 2]],
            (_, Some(HalfMarathon), Phase::Taper) => &[[Tempo; 2], [CruiseIntervals; 2]],
            (_, _, Phase::Taper) => &[[Intervals; 2], [Tempo; 2]],
            (Level::Beginner, Some(FullMarathon | HalfMarathon), _) => {
                &[[Fartlek; 2], [Tempo; 2], [Hills; 2], [Tempo; 2]]
            }
            (Level::Beginner, _, _) => &[[Fartlek; 2], [Tempo; 2], [Hills; 2], [Intervals; 2]],
            (_, Some(FullMarathon), _) => &[
                [Tempo; 2],
                [Intervals; 2],
                [RacePace; 2],
                [CruiseIntervals; 2],
            ],
            (_, Some(HalfMarathon), _) => {
                &[[Tempo; 2], [Intervals; 2], [CruiseIntervals; 2], [Hills; 2]]
            }
            (_, Some(FiveK), _) => &[[Intervals; 2], [Tempo; 2], [Hills; 2]],
            _ => &[[Tempo; 2], [Intervals; 2], [CruiseIntervals; 2], [Hills; 2]],
        }
    };
    rota[turn % rota.len()]
}

/// How much of each intensity the week still allows: Daniels' caps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// 10 % of the week.
    pub(super) threshold: Distance,
    /// 8 % of the week, at most 10 km.
    pub(super) interval: Distance,
    /// 5 % of the week, at most 8 km.
    pub(super) repetition: Distance,
    /// 20 % of the week, at most 18 mi.
    pub(super) marathon: Distance,
}

impl Budget {
    /// Of a week's training distance, the race excluded.
    pub(super) fn of(volume: Distance) -> Self {
        let share = |whole| volume.percent(Percent::from_whole(whole));
        Self {
            threshold: share(10),
            interval: share(8).min(Distance::from_kilometers(10)),
            repetition: share(5).min(Distance::from_kilometers(8)),
            marathon: share(20).min(Distance::from_miles(18)),
        }
    }

    /// In the taper work shrinks more than the week does, so that race day finds fresh legs.
    pub(super) fn for_taper(self) -> Self {
        let less = |distance: Distance| distance.percent(Percent::from_whole(80));
        Self {
            threshold: less(self.threshold),
            interval: less(self.interval),
            repetition: less(self.repetition),
            marathon: less(self.marathon),
        }
    }
}
