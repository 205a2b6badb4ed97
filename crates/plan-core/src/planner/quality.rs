//! Which quality sessions a week holds, and how much of each Daniels allows.

use super::wishes::Liking;
use crate::plan::{Level, Phase, RaceDistance};
use crate::units::{Distance, Percent};
use crate::workout::WorkoutKind;
use crate::zones::Zone;

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
    /// Fast and relaxed over 200 m, with full recovery.
    Repetitions,
    /// Marathon pace.
    MarathonPace,
    /// Half-marathon pace.
    HalfPace,
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
    use Session::{
        CruiseIntervals, Fartlek, HalfPace, Hills, Intervals, MarathonPace, Repetitions, Tempo,
    };
    let rota: &[[Session; 2]] = if count >= 2 {
        match (race, phase) {
            (Some(FullMarathon), Phase::Peak) => &[
                [Tempo, MarathonPace],
                [Intervals, MarathonPace],
                [CruiseIntervals, MarathonPace],
            ],
            (Some(FullMarathon), _) => &[
                [Intervals, Tempo],
                [Hills, MarathonPace],
                [Intervals, CruiseIntervals],
                [Hills, Tempo],
            ],
            // Half-marathon pace and threshold share one cap: a week has one of them.
            (Some(HalfMarathon), Phase::Peak) => &[[Intervals, HalfPace], [Repetitions, HalfPace]],
            (Some(HalfMarathon), _) => &[
                [Intervals, Tempo],
                [Hills, HalfPace],
                [Intervals, CruiseIntervals],
                [Hills, CruiseIntervals],
            ],
            (Some(FiveK), Phase::Peak) => &[[Intervals, Tempo], [Intervals, Repetitions]],
            (_, Phase::Peak) => &[[Intervals, Tempo], [Intervals, CruiseIntervals]],
            _ => &[
                [Intervals, Tempo],
                [Hills, Tempo],
                [Repetitions, CruiseIntervals],
            ],
        }
    } else {
        match (level, race, phase) {
            (_, _, Phase::Base) => &[[Hills; 2], [Fartlek; 2]],
            (_, Some(FullMarathon), Phase::Taper) => &[[MarathonPace; 2], [Tempo; 2]],
            (_, Some(HalfMarathon), Phase::Taper) => &[[HalfPace; 2], [CruiseIntervals; 2]],
            (_, _, Phase::Taper) => &[[Intervals; 2], [Tempo; 2]],
            (_, Some(FullMarathon), Phase::Peak) => &[[MarathonPace; 2], [Tempo; 2]],
            (_, Some(HalfMarathon), Phase::Peak) => &[[HalfPace; 2], [Tempo; 2]],
            (Level::Beginner, Some(FullMarathon), _) => {
                &[[Fartlek; 2], [Tempo; 2], [Hills; 2], [MarathonPace; 2]]
            }
            (Level::Beginner, Some(HalfMarathon), _) => {
                &[[Fartlek; 2], [Tempo; 2], [Hills; 2], [HalfPace; 2]]
            }
            (Level::Beginner, _, _) => &[[Fartlek; 2], [Tempo; 2], [Hills; 2], [Intervals; 2]],
            (_, Some(FullMarathon), _) => &[
                [Tempo; 2],
                [Intervals; 2],
                [MarathonPace; 2],
                [CruiseIntervals; 2],
            ],
            (_, Some(HalfMarathon), _) => &[[Tempo; 2], [Intervals; 2], [HalfPace; 2], [Hills; 2]],
            (_, Some(FiveK), _) => &[[Intervals; 2], [Tempo; 2], [Repetitions; 2]],
            _ => &[[Tempo; 2], [Intervals; 2], [CruiseIntervals; 2], [Hills; 2]],
        }
    };
    rota[turn % rota.len()]
}

impl Session {
    /// One of each kind of workout: what a runner can ask for more of.
    const fn choices(race: Option<RaceDistance>) -> [Self; 5] {
        let race_pace = match race {
            Some(RaceDistance::HalfMarathon) => Self::HalfPace,
            _ => Self::MarathonPace,
        };
        [
            Self::Tempo,
            Self::Intervals,
            Self::Hills,
            Self::Fartlek,
            race_pace,
        ]
    }

    const fn kind(self) -> WorkoutKind {
        match self {
            Self::Tempo | Self::CruiseIntervals => WorkoutKind::Tempo,
            Self::Intervals | Self::Repetitions => WorkoutKind::Intervals,
            Self::Hills => WorkoutKind::HillRepeats,
            Self::Fartlek => WorkoutKind::Fartlek,
            Self::MarathonPace | Self::HalfPace => WorkoutKind::RacePace,
        }
    }
}

/// The sessions of a week as the runner likes them.
///
/// What is unwanted gives way to another kind, what should be rarer stands one
/// week in three, and what is preferred takes the first place every other week.
/// Where nothing is left that is wanted, the sessions stay as they are.
pub(super) fn liked(
    mut sessions: [Session; 2],
    likings: &[(WorkoutKind, Liking)],
    race: Option<RaceDistance>,
    turn: usize,
) -> [Session; 2] {
    if likings.is_empty() {
        return sessions;
    }
    let all = Session::choices(race);
    let liking = |session: Session| {
        likings
            .iter()
            .find(|(kind, _)| *kind == session.kind())
            .map(|(_, liking)| *liking)
    };
    let stands = |session: Session| match liking(session) {
        None | Some(Liking::More) => true,
        Some(Liking::Fewer) => turn.is_multiple_of(3),
        Some(Liking::Without) => false,
    };
    for place in 0..sessions.len() {
        let other = sessions[1 - place];
        if !stands(sessions[place]) {
            let preferred = |session: &&Session| liking(**session) == Some(Liking::More);
            let choices = all.iter().filter(|session| stands(**session));
            let apart = |session: &&Session| session.kind() != other.kind();
            let substitute = choices
                .clone()
                .filter(apart)
                .find(preferred)
                .or_else(|| choices.clone().find(apart))
                .or_else(|| choices.clone().next());
            sessions[place] = *substitute.unwrap_or(&sessions[place]);
        }
    }
    let preferred = all
        .into_iter()
        .filter(|session| liking(*session) == Some(Liking::More))
        .collect::<Vec<_>>();
    let has_preferred = sessions
        .iter()
        .any(|session| liking(*session) == Some(Liking::More));
    if turn.is_multiple_of(2) && !has_preferred && !preferred.is_empty() {
        sessions[0] = preferred[turn / 2 % preferred.len()];
    }
    sessions
}

/// How much of each intensity the week still allows: Daniels' caps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// 10 % of the week.
    pub(crate) threshold: Distance,
    /// 8 % of the week, at most 10 km.
    pub(crate) interval: Distance,
    /// 5 % of the week, at most 8 km.
    pub(crate) repetition: Distance,
    /// 20 % of the week, at most 18 mi.
    pub(crate) marathon: Distance,
}

impl Budget {
    /// Of a week's training distance, the race excluded.
    pub(crate) fn of(volume: Distance) -> Self {
        let share = |whole| volume.percent(Percent::from_whole(whole));
        Self {
            threshold: share(10),
            interval: share(8).min(Distance::from_kilometers(10)),
            repetition: share(5).min(Distance::from_kilometers(8)),
            marathon: share(20).min(Distance::from_miles(18)),
        }
    }

    /// What is allowed in a zone; E has no cap.
    pub(crate) const fn at(&self, zone: Zone) -> Option<Distance> {
        match zone {
            Zone::Easy => None,
            Zone::Marathon => Some(self.marathon),
            Zone::Threshold => Some(self.threshold),
            Zone::Interval => Some(self.interval),
            Zone::Repetition => Some(self.repetition),
        }
    }

    /// In the taper work shrinks more than the week does, so that race day finds fresh legs.
    pub(crate) fn for_taper(self) -> Self {
        let less = |distance: Distance| distance.percent(Percent::from_whole(80));
        Self {
            threshold: less(self.threshold),
            interval: less(self.interval),
            repetition: less(self.repetition),
            marathon: less(self.marathon),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwanted_sessions_give_way_and_preferred_ones_come_more_often() {
        use Session::{Fartlek, Hills, Intervals, Tempo};
        let without = [(WorkoutKind::Intervals, Liking::Without)];
        let hills = [(WorkoutKind::HillRepeats, Liking::More)];
        let fewer = [(WorkoutKind::Tempo, Liking::Fewer)];
        let swap = [without[0], hills[0]];
        type Case<'a> = (&'a [(WorkoutKind, Liking)], usize, [Session; 2]);
        let cases: [Case<'_>; 8] = [
            (&[], 0, [Intervals, Tempo]),
            (&without, 0, [Hills, Tempo]),
            (&hills, 0, [Hills, Tempo]),
            (&hills, 1, [Intervals, Tempo]),
            (&fewer, 0, [Intervals, Tempo]),
            (&fewer, 1, [Intervals, Hills]),
            (&swap, 1, [Hills, Tempo]),
            (&[(WorkoutKind::Fartlek, Liking::More)], 2, [Fartlek, Tempo]),
        ];
        for (likings, turn, expected) in cases {
            let found = liked([Intervals, Tempo], likings, None, turn);
            assert_eq!(found, expected, "{likings:?} in turn {turn}");
        }
    }

    #[test]
    fn a_runner_who_wants_nothing_keeps_the_usual_sessions() {
        let nothing = Session::choices(None).map(|session| (session.kind(), Liking::Without));
        let usual = [Session::Intervals, Session::Tempo];
        assert_eq!(liked(usual, &nothing, None, 0), usual);
    }
}
