//! The planner's promises, as laws over many briefs and as plans to read.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod calendar {
    //! A plan as a text calendar a coach would read.

    use std::fmt::Write;

    use plan_core::check::{Finding, Measure};
    use plan_core::draft::Draft;
    use plan_core::planner::Planned;
    use plan_core::units::{Distance, DistanceUnit};
    use plan_core::workout::{
        Segment, Step, StepLength, StepRole, StepTarget, Workout, WorkoutKind,
    };

    pub(crate) fn render(planned: &Planned) -> String {
        let mut text = String::new();
        let draft = &planned.draft;
        let race = draft
            .race
            .as_ref()
            .map_or("no race", |race| race.distance.label());
        writeln!(
            text,
            "{race}, {} weeks, {}, start {}, race day {}",
            draft.weeks.len(),
            draft.level,
            draft
                .start
                .map_or("-".to_owned(), |date| date.format("%a %F").to_string()),
            draft
                .race
                .as_ref()
                .and_then(|race| race.date)
                .map_or("-".to_owned(), |date| date.format("%a %F").to_string()),
        )
        .unwrap();
        for (index, week) in draft.weeks.iter().enumerate() {
            writeln!(
                text,
                "\n{:>2} {:<5} {:>5} {}{}",
                index + 1,
                week.phase.name(),
                number(week.stated_volume.unwrap(), draft.unit),
                draft.unit,
                week.notes
                    .iter()
                    .map(|note| format!("  ({note})"))
                    .collect::<String>(),
            )
            .unwrap();
            for (day, workouts) in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
                .iter()
                .zip(&week.days)
            {
                let line = workouts
                    .iter()
                    .map(|workout| describe(workout, draft))
                    .collect::<Vec<_>>()
                    .join(" + ");
                writeln!(text, "     {day} {line}").unwrap();
            }
        }
        text.push('\n');
        for finding in &planned.findings {
            writeln!(text, "* {}", finding_line(finding, draft.unit)).unwrap();
        }
        // A day before the start has nothing behind its name.
        text.lines()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect()
    }

    fn number(distance: Distance, unit: DistanceUnit) -> String {
        let hundredths = distance.to_hundredths(unit);
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn describe(workout: &Workout, draft: &Draft) -> String {
        let mut line = match workout.kind {
            WorkoutKind::Rest => return "-".to_owned(),
            WorkoutKind::Race => return "RACE".to_owned(),
            kind => format!(
                "{} {}",
                kind.label(),
                number(workout.distance.unwrap(), draft.unit)
            ),
        };
        if let Some(duration) = workout.duration {
            write!(line, " in {duration}").unwrap();
        }
        if let Some(ratio) = workout.run_walk {
            write!(line, " ({}:{})", ratio.run_minutes(), ratio.walk_minutes()).unwrap();
        }
        if !workout.steps.is_empty() {
            let steps = workout
                .steps
                .iter()
                .map(|step| describe_step(step, draft.unit))
                .collect::<Vec<_>>();
            write!(line, ": {}", steps.join(", ")).unwrap();
        }
        if let Some(note) = &workout.note {
            write!(line, " — {note}").unwrap();
        }
        line
    }

    fn describe_step(step: &Step, unit: DistanceUnit) -> String {
        match step {
            Step::Once(segment) => describe_segment(segment, unit),
            Step::Repeat { times, segments } => format!(
                "{times} x ({})",
                segments
                    .iter()
                    .map(|segment| describe_segment(segment, unit))
                    .collect::<Vec<_>>()
                    .join(" / ")
            ),
        }
    }

    fn describe_segment(segment: &Segment, unit: DistanceUnit) -> String {
        let length = match segment.length {
            StepLength::Distance(distance) => number(distance, unit),
            StepLength::Time(time) => time.to_string(),
            StepLength::Open => "open".to_owned(),
        };
        let role = match (segment.role, segment.target) {
            (StepRole::WarmUp, _) => "up".to_owned(),
            (StepRole::CoolDown, _) => "down".to_owned(),
            (StepRole::Recovery, _) => "jog".to_owned(),
            (StepRole::Work, StepTarget::Zone(zone)) => format!("@{zone:.1}", zone = zone.name()),
            (StepRole::Work, _) => "free".to_owned(),
        };
        let note = segment
            .note
            .as_ref()
            .map_or(String::new(), |note| format!(" {note}"));
        format!("{length} {role}{note}")
    }

    pub(crate) fn finding_line(finding: &Finding, unit: DistanceUnit) -> String {
        let measure = |measure: &Option<Measure>| match measure {
            Some(Measure::Distance(distance)) => format!("{} {unit}", number(*distance, unit)),
            Some(Measure::Duration(duration)) => duration.to_string(),
            Some(Measure::Percent(percent)) => format!("{percent} %"),
            Some(Measure::Count(count)) => count.to_string(),
            None => "-".to_owned(),
        };
        format!(
            "{} week {}: {} against {}: {}",
            finding.rule,
            finding
                .place
                .week
                .map_or("-".to_owned(), |week| week.to_string()),
            measure(&finding.measured),
            measure(&finding.limit),
            finding.message,
        )
    }
}

mod laws {
    //! What holds for every plan.

    use chrono::{Datelike, Days, NaiveDate, Weekday};
    use plan_core::plan::{Phase, RaceDistance};
    use plan_core::planner::{PlanBrief, Planned};
    use plan_core::units::{Distance, DistanceUnit, Duration, Pace, Percent};
    use plan_core::workout::{Segment, Step, StepLength, StepTarget, Workout, WorkoutKind};
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
        tapers_down(planned);
        keeps_daniels_caps(planned);
        has_parts_that_add_up(planned);
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
            assert_eq!(races, 0, "no race without a race");
            assert!(
                draft
                    .weeks
                    .iter()
                    .all(|week| matches!(week.phase, Phase::Base | Phase::Build))
            );
            return;
        };
        assert_eq!(races, 1, "one race");
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

    fn easy_pace(brief: &PlanBrief) -> Pace {
        brief.vdot.map_or_else(
            || {
                let seconds = [720, 600, 510][brief.level as usize];
                Pace::from_seconds_per(DistanceUnit::Mile, seconds)
            },
            |vdot| PaceZones::from_vdot(vdot).midpoint(Zone::Easy),
        )
    }

    fn keeps_to_the_minutes(brief: &PlanBrief, planned: &Planned) {
        let easy = easy_pace(brief);
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
        let step = unit.tenth().times(5).as_miles();
        let mut most = start.as_miles();
        for (index, week) in planned.draft.weeks.iter().enumerate() {
            let volume = week.stated_volume.unwrap().as_miles();
            let limit = (most * (1.0 + cap)).max(most + step);
            assert!(
                volume <= limit + 0.001,
                "week {}: {volume} above {limit}",
                index + 1
            );
            most = most.max(volume);
        }
    }

    fn spikes_nowhere_in_silence(brief: &PlanBrief, planned: &Planned) {
        if found(planned, "run_spike") {
            // Only a first week that misses days leaves the runner's usual long run unseen.
            assert!(found(planned, "first_week_lightened"));
            return;
        }
        let step = match brief.unit {
            DistanceUnit::Mile => Distance::from_miles(1),
            DistanceUnit::Kilometer => Distance::from_meters(1_500),
        };
        let longest = planned
            .draft
            .weeks
            .iter()
            .map(|week| {
                week.days
                    .iter()
                    .flatten()
                    .map(Workout::training_distance)
                    .max()
                    .unwrap_or_default()
            })
            .collect::<Vec<_>>();
        for week in 1..longest.len() {
            let before = longest[week.saturating_sub(4)..week]
                .iter()
                .copied()
                .max()
                .unwrap();
            if before.is_zero() {
                continue;
            }
            let limit = (before + before.percent(Percent::from_whole(10))).max(before + step);
            assert!(longest[week] <= limit, "week {}: a spike", week + 1);
        }
    }

    fn tapers_down(planned: &Planned) {
        let weeks = &planned.draft.weeks;
        for pair in weeks.windows(2) {
            assert!(pair[0].phase <= pair[1].phase, "phases in order");
            if pair[1].phase == Phase::Taper {
                let (before, after) = (pair[0].stated_volume, pair[1].stated_volume);
                let is_first = std::ptr::eq(&pair[0], &weeks[0]);
                assert!(
                    after < before || is_first,
                    "the taper falls: {before:?} {after:?}"
                );
            }
        }
    }

    /// The distance of a week's work at a pace of a zone, repetitions included.
    fn work(week: &plan_core::draft::DraftWeek, zone: Zone) -> Distance {
        let of = |segment: &Segment| match (segment.target, segment.length) {
            (StepTarget::Zone(target), StepLength::Distance(distance)) if target == zone => {
                distance
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

    fn keeps_daniels_caps(planned: &Planned) {
        let joined_late = found(planned, "first_week_lightened");
        for (index, week) in planned.draft.weeks.iter().enumerate() {
            if index == 0 && joined_late {
                continue;
            }
            let volume = week.stated_volume.unwrap();
            for (zone, percent, most) in [
                (Zone::Threshold, 10, Distance::MAX),
                (Zone::Interval, 8, Distance::from_kilometers(10)),
                (Zone::Repetition, 5, Distance::from_kilometers(8)),
            ] {
                let cap = volume.percent(Percent::from_whole(percent)).min(most);
                assert!(work(week, zone) <= cap, "{zone} in week {}", index + 1);
            }
        }
    }

    fn has_parts_that_add_up(planned: &Planned) {
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
            let stated: Distance = workout.steps.iter().map(Step::stated_distance).sum();
            let timed = workout.steps.iter().any(|step| match step {
                Step::Once(segment) => matches!(segment.length, StepLength::Time(_)),
                Step::Repeat { segments, .. } => segments
                    .iter()
                    .any(|segment| matches!(segment.length, StepLength::Time(_))),
            });
            let distance = workout.distance.unwrap();
            if timed {
                assert!(stated < distance, "timed work needs room: {workout:?}");
            } else {
                assert_eq!(stated, distance, "parts of {workout:?}");
            }
        }
    }

    /// A date for tests.
    pub(crate) fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
}

use chrono::{Days, Weekday};
use laws::date;
use plan_core::fitness::Vdot;
use plan_core::plan::{Level, ProgressionPattern, RaceDistance, RaceGoal};
use plan_core::planner::{PlanBrief, Planned, RunWalkPlan, plan};
use plan_core::units::DistanceUnit;

fn race(distance: RaceDistance) -> RaceGoal {
    RaceGoal {
        distance,
        date: None,
        target_time: None,
    }
}

fn planned(brief: &PlanBrief) -> Planned {
    plan(brief).unwrap_or_else(|error| panic!("{error:?} for {brief:?}"))
}

/// Ways a runner's week can look.
fn availabilities() -> [fn(&mut PlanBrief); 8] {
    [
        |_| {},
        |brief| brief.days_per_week = Some(3),
        |brief| brief.days_per_week = Some(7),
        |brief| {
            brief.unavailable_days = vec![Weekday::Mon, Weekday::Wed, Weekday::Fri, Weekday::Sun];
        },
        |brief| {
            brief.long_run_day = Some(Weekday::Wed);
            brief.vdot = Vdot::new(52.0).ok();
        },
        |brief| {
            brief.max_minutes = [
                Some(45),
                Some(60),
                Some(45),
                Some(60),
                Some(0),
                Some(90),
                None,
            ];
        },
        |brief| {
            brief.unavailable_days = vec![Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
            brief.vdot = Vdot::new(38.0).ok();
        },
        |brief| {
            brief.max_minutes = [Some(60); 7];
            brief.pattern = ProgressionPattern::TwoUpOneDown;
            brief.vdot = Vdot::new(45.0).ok();
            brief.run_walk = Some(RunWalkPlan::ByPhase);
        },
    ]
}

#[test]
fn every_plan_of_the_table_keeps_the_laws() {
    let race_day = date("2027-04-18");
    let races = RaceDistance::ALL.iter().copied().map(Some).chain([None]);
    for distance in races {
        for level in Level::ALL {
            for weeks in [1, 2, 3, 4, 5, 8, 12, 16, 20, 30, 52] {
                for dating in 0..4 {
                    for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                        for (way, restrict) in availabilities().iter().enumerate() {
                            let mut brief = PlanBrief::new(weeks, *level);
                            brief.unit = unit;
                            brief.race = distance.map(race);
                            let first = race_day - Days::new(u64::from(weeks) * 7 - 1);
                            match (dating, &mut brief.race) {
                                (0, _) => {}
                                (1, Some(race)) => race.date = Some(race_day),
                                (2, Some(race)) => {
                                    race.date = Some(race_day);
                                    brief.start = Some(first + Days::new(3));
                                }
                                _ => brief.start = Some(first + Days::new(2)),
                            }
                            restrict(&mut brief);
                            let planned = planned(&brief);
                            let held = std::panic::catch_unwind(|| laws::hold(&brief, &planned));
                            assert!(
                                held.is_ok(),
                                "{brief:?}, restriction {way}:\n{}",
                                calendar::render(&planned)
                            );
                        }
                    }
                }
            }
        }
    }
}
