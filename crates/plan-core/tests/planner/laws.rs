//! What holds for every plan.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use plan_core::check::{Finding, Measure};
use plan_core::plan::{Level, Phase, RaceDistance};
use plan_core::planner::{OtherRace, PlanBrief, Planned};
use plan_core::units::{Distance, DistanceUnit, Duration, Pace, Percent};
use plan_core::workout::{Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind};
use plan_core::zones::{PaceZones, Zone};

/// Monday first.
pub(crate) const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Checks every law; panics with the one that is broken.
pub(crate) fn hold(brief: &PlanBrief, planned: &Planned) {
    has_its_weeks(brief, planned);
    ends_on_race_day(brief, planned);
    keeps_to_the_days(brief, planned);
    keeps_to_the_minutes(brief, planned);
    keeps_hard_days_apart(brief, planned);
    has_runs_of_three_sizes(planned);
    is_written_on_the_grid(planned);
    grows_within_its_cap(brief, planned);
    spikes_nowhere_in_silence(brief, planned);
    tapers_down(brief, planned);
    keeps_daniels_caps(brief, planned);
    has_parts_that_add_up(brief, planned);
    has_its_phases(brief, planned);
    has_its_quality_or_says_so(brief, planned);
    keeps_long_runs_in_bounds(brief, planned);
    reaches_its_peak_or_says_why(brief, planned);
}

fn found(planned: &Planned, rule: &str) -> bool {
    planned.findings.iter().any(|finding| finding.rule == rule)
}

/// The first day of the first block of seven.
fn block_start(brief: &PlanBrief) -> Option<NaiveDate> {
    let race = brief.race.as_ref().and_then(|race| race.date);
    race.map(|race| race - Days::new(u64::from(brief.weeks) * 7 - 1))
        .or(brief.start)
}

/// The weekdays in the order of the plan's blocks.
fn weekdays(brief: &PlanBrief) -> impl Iterator<Item = Weekday> + use<> {
    let first = block_start(brief).map_or(Weekday::Mon, |start| start.weekday());
    std::iter::successors(Some(first), |day| Some(day.succ())).take(7)
}

fn has_its_weeks(brief: &PlanBrief, planned: &Planned) {
    let draft = &planned.draft;
    assert_eq!(draft.weeks.len(), usize::from(brief.weeks), "week count");
    let lost = match (brief.start, block_start(brief)) {
        (Some(start), Some(block)) => start.signed_duration_since(block).num_days() as usize,
        _ => 0,
    };
    for (index, week) in draft.weeks.iter().enumerate() {
        let empty = weekdays(brief)
            .filter(|day| week.on(*day).is_empty())
            .count();
        let expected = if index == 0 { lost } else { 0 };
        assert_eq!(empty, expected, "empty days of week {}", index + 1);
        for day in &week.days {
            assert!(day.len() <= 1, "a plan has no doubles");
        }
        let sum: Distance = week
            .days
            .iter()
            .flatten()
            .map(Workout::training_distance)
            .sum();
        assert_eq!(
            week.stated_volume,
            Some(sum),
            "volume of week {}",
            index + 1
        );
    }
}

fn ends_on_race_day(brief: &PlanBrief, planned: &Planned) {
    let draft = &planned.draft;
    let races = draft
        .weeks
        .iter()
        .flat_map(|week| &week.days)
        .flatten()
        .filter(|workout| workout.kind == WorkoutKind::Race)
        .count();
    let Some(goal) = &brief.race else {
        assert_eq!(races, brief.races.len(), "no race without a race");
        assert!(
            draft
                .weeks
                .iter()
                .all(|week| matches!(week.phase, Phase::Base | Phase::Build))
        );
        return;
    };
    assert_eq!(
        races,
        1 + brief.races.len(),
        "the goal and the races on the way"
    );
    let last_day = weekdays(brief).last().unwrap();
    let race = &draft.weeks.last().unwrap().on(last_day)[0];
    assert_eq!(race.kind, WorkoutKind::Race, "the last day is race day");
    assert_eq!(race.distance, Some(goal.distance.distance()));
    if let Some(date) = goal.date {
        assert_eq!(draft.race.as_ref().unwrap().date, Some(date));
        let length = Days::new(u64::from(brief.weeks) * 7 - 1);
        assert_eq!(block_start(brief), Some(date - length));
    } else if let Some(start) = brief.start {
        let last = start + Days::new(u64::from(brief.weeks) * 7 - 1);
        assert_eq!(draft.race.as_ref().unwrap().date, Some(last));
        assert!(found(planned, "race_date_assumed"));
    } else {
        assert_eq!(last_day, Weekday::Sun, "relative races are on a Sunday");
    }
}

/// Every run that is not a race, with its weekday from Monday.
fn runs(planned: &Planned) -> impl Iterator<Item = (usize, &Workout)> {
    planned.draft.weeks.iter().flat_map(|week| {
        week.days.iter().enumerate().flat_map(|(day, workouts)| {
            workouts
                .iter()
                .filter(|workout| workout.kind.is_run() && workout.kind != WorkoutKind::Race)
                .map(move |workout| (day, workout))
        })
    })
}

fn keeps_to_the_days(brief: &PlanBrief, planned: &Planned) {
    for (day, workout) in runs(planned) {
        assert!(
            !brief.unavailable_days.contains(&WEEKDAYS[day]),
            "an unavailable day"
        );
        if let (WorkoutKind::LongRun, Some(long_run_day)) = (workout.kind, brief.long_run_day) {
            assert_eq!(WEEKDAYS[day], long_run_day, "the long run's day");
        }
    }
    if let Some(days) = brief.days_per_week {
        for week in &planned.draft.weeks {
            let running = week
                .days
                .iter()
                .filter(|day| day.iter().any(|workout| workout.kind.is_run()))
                .count();
            assert!(running <= usize::from(days), "too many running days");
        }
    }
}

fn keeps_to_the_minutes(brief: &PlanBrief, planned: &Planned) {
    let easy = pace(brief, Zone::Easy);
    for (day, workout) in runs(planned) {
        if let Some(minutes) = brief.max_minutes[day] {
            let most = Duration::from_minutes(u32::from(minutes));
            let time = workout.duration.unwrap_or(easy * workout.distance.unwrap());
            assert!(time <= most, "{time} on a day of {most}");
        }
    }
}

fn keeps_hard_days_apart(brief: &PlanBrief, planned: &Planned) {
    let draft = &planned.draft;
    let days = draft
        .weeks
        .iter()
        .flat_map(|week| weekdays(brief).map(|day| week.on(day)))
        .map(|workouts| workouts.iter().any(|workout| workout.kind.is_hard()))
        .collect::<Vec<_>>();
    for pair in days.windows(2) {
        assert!(!(pair[0] && pair[1]), "adjacent hard days");
    }
}

fn longest_of(week: &plan_core::draft::DraftWeek, kind: WorkoutKind) -> Option<Distance> {
    week.days
        .iter()
        .flatten()
        .filter(|workout| workout.kind == kind)
        .filter_map(|workout| workout.distance)
        .max()
}

fn has_runs_of_three_sizes(planned: &Planned) {
    for (index, week) in planned.draft.weeks.iter().enumerate() {
        let long = longest_of(week, WorkoutKind::LongRun);
        let medium = longest_of(week, WorkoutKind::MediumLong);
        let easy = longest_of(week, WorkoutKind::Easy);
        let week = index + 1;
        if let (Some(long), Some(medium)) = (long, medium) {
            assert!(medium < long, "medium-long of week {week}");
        }
        if let (Some(medium), Some(easy)) = (medium, easy) {
            assert!(easy < medium, "easy runs of week {week}");
        }
        if let (Some(long), Some(easy)) = (long, easy) {
            assert!(easy < long, "easy runs of week {week} against the long run");
        }
    }
}

fn is_written_on_the_grid(planned: &Planned) {
    let unit = planned.draft.unit;
    for (_, workout) in runs(planned) {
        let distance = workout.distance.unwrap();
        let (step, least) = match unit {
            DistanceUnit::Mile => (unit.tenth().times(5), Distance::from_miles(2)),
            DistanceUnit::Kilometer if distance < Distance::from_kilometers(10) => {
                (unit.tenth().times(5), Distance::from_kilometers(3))
            }
            DistanceUnit::Kilometer => (unit.one(), Distance::from_kilometers(3)),
        };
        assert_eq!(distance.floor_to(step), distance, "rounding");
        assert!(distance >= least, "shortest run");
    }
}

fn usual(brief: &PlanBrief) -> (u16, u16) {
    let race = brief.race.as_ref().map(|race| race.distance);
    let row = match race {
        Some(RaceDistance::FiveK) => [(8, 18), (18, 30), (30, 45)],
        Some(RaceDistance::TenK) | None => [(10, 20), (20, 34), (32, 50)],
        Some(RaceDistance::HalfMarathon) => [(12, 25), (22, 38), (35, 52)],
        Some(RaceDistance::FullMarathon) => [(15, 38), (26, 48), (38, 62)],
    };
    row[brief.level as usize]
}

fn grows_within_its_cap(brief: &PlanBrief, planned: &Planned) {
    let (start, peak) = usual(brief);
    let start = brief.weekly_distance.unwrap_or(Distance::from_miles(start));
    let peak = Distance::from_miles(peak).max(start).as_miles();
    let cap = 0.15 - 0.08 * (peak.clamp(30.0, 50.0) - 30.0) / 20.0;
    let unit = planned.draft.unit;
    let step = unit.tenth().times(5);
    let mut most = start.round_to(step).as_miles();
    let step = step.as_miles();
    for index in 0..planned.draft.weeks.len() {
        let volume = load(brief, planned, index).as_miles();
        let limit = (most * (1.0 + cap)).max(most + step);
        let training = planned.draft.weeks[index].stated_volume.unwrap();
        if volume > limit + 0.001 {
            // A race beyond its week leaves no room for anything else, and counts
            // for as much as the week would have held.
            assert!(
                training.is_zero(),
                "week {}: {volume} above {limit}",
                index + 1
            );
            most = limit;
            continue;
        }
        most = most.max(volume);
    }
}

fn spikes_nowhere_in_silence(brief: &PlanBrief, planned: &Planned) {
    if found(planned, "run_spike") {
        // Only a first week that misses days, or has a race instead, leaves the
        // runner's usual long run unseen.
        let is_raced = brief.races.iter().any(|race| {
            let days = race.date.signed_duration_since(block_start(brief).unwrap());
            days.num_days() < 7
        });
        assert!(is_raced || found(planned, "first_week_lightened"));
        return;
    }
    let step = match brief.unit {
        DistanceUnit::Mile => Distance::from_miles(1),
        DistanceUnit::Kilometer => Distance::from_meters(1_500),
    };
    let days = planned
        .draft
        .weeks
        .iter()
        .flat_map(|week| weekdays(brief).map(|day| week.on(day)))
        .map(|day| {
            day.iter()
                .map(Workout::training_distance)
                .max()
                .unwrap_or_default()
        })
        .collect::<Vec<_>>();
    for (index, run) in days.iter().enumerate().skip(7) {
        let before = days[index.saturating_sub(28)..index]
            .iter()
            .copied()
            .max()
            .unwrap();
        let limit = (before + before.percent(Percent::from_whole(10))).max(before + step);
        assert!(
            before.is_zero() || *run <= limit,
            "day {}: a spike",
            index + 1
        );
    }
}

fn tapers_down(brief: &PlanBrief, planned: &Planned) {
    let weeks = &planned.draft.weeks;
    for (index, pair) in weeks.windows(2).enumerate() {
        assert!(pair[0].phase <= pair[1].phase, "phases in order");
        if pair[1].phase == Phase::Taper {
            let (before, after) = (load(brief, planned, index), load(brief, planned, index + 1));
            // A week with a race near by is no measure for the one after it.
            let is_first =
                index == 0 || (!brief.races.is_empty() && !is_usual(brief, planned, index));
            // A week of one shortest run has nothing left to give,
            // and neither has one with nothing but a race.
            let is_least =
                after <= Distance::from_miles(2) || pair[1].stated_volume.unwrap().is_zero();
            assert!(
                after < before || is_first || is_least,
                "the taper falls: {before:?} {after:?}"
            );
        }
    }
}

/// The distance of a week's work in a zone, repetitions included; timed work
/// at the middle of the zone's pace, where fitness is known.
fn work(brief: &PlanBrief, week: &plan_core::draft::DraftWeek, zone: Zone) -> Distance {
    let of = |segment: &Segment| match (segment.target, segment.length) {
        (StepTarget::Zone(target), StepLength::Distance(distance)) if target == zone => distance,
        (StepTarget::Zone(target), StepLength::Time(time)) if target == zone => {
            let pace = brief
                .vdot
                .map(|vdot| PaceZones::from_vdot(vdot).midpoint(zone));
            pace.map_or(Distance::ZERO, |pace| pace.distance_in(time))
        }
        _ => Distance::ZERO,
    };
    week.days
        .iter()
        .flatten()
        .flat_map(|workout| &workout.steps)
        .map(|step| match step {
            Step::Once(segment) => of(segment),
            Step::Repeat { times, segments } => segments
                .iter()
                .map(of)
                .sum::<Distance>()
                .times(u32::from(*times)),
        })
        .sum()
}

fn keeps_daniels_caps(brief: &PlanBrief, planned: &Planned) {
    for (index, week) in planned.draft.weeks.iter().enumerate() {
        let volume = week.stated_volume.unwrap();
        for (zone, percent, most) in [
            (Zone::Threshold, 10, Distance::MAX),
            (Zone::Interval, 8, Distance::from_kilometers(10)),
            (Zone::Repetition, 5, Distance::from_kilometers(8)),
        ] {
            let cap = volume.percent(Percent::from_whole(percent)).min(most);
            assert!(
                work(brief, week, zone) <= cap,
                "{zone} in week {}",
                index + 1
            );
        }
    }
}

fn has_parts_that_add_up(brief: &PlanBrief, planned: &Planned) {
    let step = planned.draft.unit.tenth().times(5);
    for (_, workout) in runs(planned) {
        assert_eq!(
            workout.kind.is_quality(),
            !workout.steps.is_empty(),
            "quality days have steps, others none"
        );
        assert!(workout.warm_up.is_none() && workout.cool_down.is_none());
        if workout.steps.is_empty() {
            continue;
        }
        let [Step::Once(first), _, Step::Once(last)] = workout.steps.as_slice() else {
            panic!("warm-up, work, cool-down: {workout:?}");
        };
        for (segment, role) in [(first, StepRole::WarmUp), (last, StepRole::CoolDown)] {
            assert_eq!(segment.role, role);
            let StepLength::Distance(part) = segment.length else {
                panic!("a {role} by distance: {workout:?}");
            };
            // Quarter miles only where a short tempo is cut that fine.
            let fine = match planned.draft.unit {
                DistanceUnit::Mile => step.percent(Percent::from_whole(50)),
                DistanceUnit::Kilometer => step,
            };
            assert_eq!(part.floor_to(fine), part, "a round {role}: {workout:?}");
            assert!(part >= step, "a {role} to speak of: {workout:?}");
        }
        let stated: Distance = workout.steps.iter().map(Step::stated_distance).sum();
        let timed = workout.steps.iter().map(|step| timed(brief, step)).sum();
        let distance = workout.distance.unwrap();
        assert!(stated <= distance, "parts of {workout:?}");
        let (sum, slack) = (
            stated + timed,
            if timed.is_zero() {
                Distance::ZERO
            } else {
                step
            },
        );
        assert!(
            sum <= distance + slack && distance <= sum + slack,
            "the parts come to {:.2} km: {workout:?}",
            sum.as_kilometers()
        );
    }
}

/// How far the parts by time go, at the middle of their zones.
fn timed(brief: &PlanBrief, step: &Step) -> Distance {
    let of = |segment: &Segment| match (segment.target, segment.length) {
        (StepTarget::Zone(zone), StepLength::Time(time)) => pace(brief, zone).distance_in(time),
        _ => Distance::ZERO,
    };
    match step {
        Step::Once(segment) => of(segment),
        Step::Repeat { times, segments } => segments
            .iter()
            .map(of)
            .sum::<Distance>()
            .times(u32::from(*times)),
    }
}

/// The middle of a zone; without fitness, easy by level and the rest a share of it.
fn pace(brief: &PlanBrief, zone: Zone) -> Pace {
    brief.vdot.map_or_else(
        || {
            let seconds = [720, 600, 510][brief.level as usize];
            let percent = [100, 87, 81, 75, 70][zone as usize];
            Pace::from_seconds_per(DistanceUnit::Mile, seconds * percent / 100)
        },
        |vdot| PaceZones::from_vdot(vdot).midpoint(zone),
    )
}

/// Lengths of Base, Build, Peak and Taper.
pub(crate) fn phase_lengths(weeks: u8, has_race: bool) -> [usize; 4] {
    let weeks = usize::from(weeks);
    let quarter = ((weeks as f64 * 0.25).round() as usize).max(2);
    match (has_race, weeks) {
        (true, 1) => [0, 0, 0, 1],
        (true, 2) => [0, 1, 0, 1],
        (true, 3) => [1, 1, 0, 1],
        (true, 4) => [1, 1, 1, 1],
        (true, _) => {
            let peak = ((weeks as f64 * 0.15).round() as usize).max(1);
            let taper = if weeks < 12 { 2 } else { 3 };
            [quarter, weeks - quarter - peak - taper, peak, taper]
        }
        (false, 1) => [1, 0, 0, 0],
        (false, _) => {
            let base = quarter.min(weeks - 1);
            [base, weeks - base, 0, 0]
        }
    }
}

fn has_its_phases(brief: &PlanBrief, planned: &Planned) {
    let expected = [Phase::Base, Phase::Build, Phase::Peak, Phase::Taper]
        .into_iter()
        .zip(phase_lengths(brief.weeks, brief.race.is_some()))
        .flat_map(|(phase, length)| std::iter::repeat_n(phase, length));
    assert!(
        expected.eq(planned.draft.weeks.iter().map(|week| week.phase)),
        "phases"
    );
}

/// A week's running with races on the way, which are a part of it.
pub(crate) fn load(brief: &PlanBrief, planned: &Planned, index: usize) -> Distance {
    let week = &planned.draft.weeks[index];
    let is_last = index + 1 == planned.draft.weeks.len();
    if brief.race.is_some() && is_last {
        return week.stated_volume.unwrap();
    }
    let runs = week.days.iter().flatten();
    runs.map(Workout::running_distance).sum()
}

/// True for the weeks that hold all seven days, no race and none near.
fn is_usual(brief: &PlanBrief, planned: &Planned, index: usize) -> bool {
    let is_near = |race: &OtherRace| {
        let first = block_start(brief).unwrap();
        let week = race.date.signed_duration_since(first).num_days() / 7;
        (week - 1..=week + 2).contains(&(index as i64))
    };
    if brief.races.iter().any(is_near) {
        return false;
    }
    let week = &planned.draft.weeks[index];
    week.days.iter().all(|day| !day.is_empty())
        && (brief.race.is_none() || index + 1 < planned.draft.weeks.len())
}

fn has_its_quality_or_says_so(brief: &PlanBrief, planned: &Planned) {
    let by_phase = [[0, 1, 1, 0], [1, 1, 2, 1], [1, 2, 2, 1]][brief.level as usize];
    let mut reduced = None;
    for (index, week) in planned.draft.weeks.iter().enumerate() {
        let workouts = week.days.iter().flatten();
        // Where a cap leaves too little, the day is easy and ends in strides.
        let sessions = workouts
            .filter(|workout| workout.kind.is_quality() || workout.note.is_some())
            .count();
        if !is_usual(brief, planned, index) {
            continue;
        }
        let wanted = match brief.level {
            Level::Beginner if index < 4 => 0,
            _ => by_phase[week.phase as usize],
        };
        assert!(sessions <= wanted, "quality sessions of week {}", index + 1);
        if sessions < wanted {
            reduced = reduced.or(Some(index as u8 + 1));
        }
    }
    let told = planned
        .findings
        .iter()
        .find(|finding| finding.rule == "quality_reduced")
        .and_then(|finding| finding.place.week);
    // What the lost days of a first week would have held cannot be seen, nor
    // what a race near by takes the place of.
    if told.is_none_or(|week| is_usual(brief, planned, usize::from(week) - 1)) {
        assert_eq!(told, reduced, "the first week with fewer sessions");
    }
}

fn keeps_long_runs_in_bounds(brief: &PlanBrief, planned: &Planned) {
    let most = match brief.race.as_ref().map(|race| race.distance) {
        Some(RaceDistance::FiveK) => 13,
        Some(RaceDistance::TenK) | None => 15,
        Some(RaceDistance::HalfMarathon) => 18,
        Some(RaceDistance::FullMarathon) => 22,
    };
    let is_marathon = most == 22;
    let longest = runs(planned)
        .map(|(_, workout)| workout.training_distance())
        .max()
        .unwrap_or_default();
    assert!(longest <= Distance::from_miles(most), "the longest run");
    if brief.vdot.is_some() {
        let minutes = match (is_marathon, brief.run_walk.is_some()) {
            (false, _) => 150,
            (true, false) => 180,
            (true, true) => 210,
        };
        let time = pace(brief, Zone::Easy) * longest;
        assert!(time <= Duration::from_minutes(minutes), "{time} on foot");
        assert_eq!(
            found(planned, "long_run_time"),
            time > Duration::from_minutes(150),
            "{time} on foot"
        );
    }
    let mut is_large = false;
    for (index, week) in planned.draft.weeks.iter().enumerate() {
        let running = week
            .days
            .iter()
            .filter(|day| day.iter().any(|workout| workout.kind.is_run()))
            .count();
        if running < 3 || !is_usual(brief, planned, index) {
            continue;
        }
        let limit = [55, 45, 38, 33, 30][running - 3];
        let long = longest_of(week, WorkoutKind::LongRun).unwrap();
        let share = 1_000 * long.raw() / week.stated_volume.unwrap().raw();
        is_large |= share > 10 * limit;
    }
    let is_told = found(planned, "long_run_share");
    assert!(
        is_told == is_large || !brief.races.is_empty(),
        "long_run_share"
    );
    // A taper's long run is the shorter part of what came before.
    let mut before = Distance::ZERO;
    for week in &planned.draft.weeks {
        let long = longest_of(week, WorkoutKind::LongRun).unwrap_or_default();
        if week.phase == Phase::Taper && !before.is_zero() {
            assert!(long <= before, "the taper's long run");
        }
        let runs = week.days.iter().flatten().map(Workout::training_distance);
        before = before.max(runs.max().unwrap_or_default());
    }
}

fn reaches_its_peak_or_says_why(brief: &PlanBrief, planned: &Planned) {
    let (start, peak) = usual(brief);
    let start = brief.weekly_distance.unwrap_or(Distance::from_miles(start));
    let peak = Distance::from_miles(peak).max(start);
    let step = planned.draft.unit.tenth().times(5);
    // A week with nothing but a race is not trained for.
    let is_trained = |index: &usize| !planned.draft.weeks[*index].stated_volume.unwrap().is_zero();
    let reached = (0..planned.draft.weeks.len())
        .filter(is_trained)
        .map(|index| load(brief, planned, index))
        .max()
        .unwrap_or_default();
    assert!(reached <= peak + step, "never above the peak");
    let limits = planned
        .findings
        .iter()
        .filter(|finding| finding.rule.starts_with("volume_limited_by_"))
        .collect::<Vec<_>>();
    assert!(limits.len() <= 1, "one reason: {limits:?}");
    // What a race beyond its week counts for cannot be seen.
    let is_raced_out = !(0..planned.draft.weeks.len()).all(|index| is_trained(&index));
    if brief.weeks == 1 || is_raced_out || !is_usual(brief, planned, 0) {
        return;
    }
    if reached + step >= peak {
        assert_eq!(limits, [] as [&Finding; 0], "the peak is reached");
    } else {
        let [limit] = limits.as_slice() else {
            panic!("one reason for {reached:?} instead of {peak:?}: {limits:?}");
        };
        assert_eq!(
            (limit.measured, limit.limit),
            (
                Some(Measure::Distance(reached)),
                Some(Measure::Distance(peak))
            )
        );
    }
}

/// A date for tests.
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
