//! Every race, level, length, dating, unit and kind of week together.

use chrono::{Days, Weekday};
use plan_core::fitness::Vdot;
use plan_core::plan::{Level, RaceDistance};
use plan_core::planner::PlanBrief;
use plan_core::units::DistanceUnit;

use crate::laws::{self, date};
use crate::published::Envelope;
use crate::{Restrict, calendar, planned, race};

/// Five ways a runner's week can look.
const WEEKS: [(&str, Restrict); 5] = [
    ("any day", |_| {}),
    ("three days", |brief| brief.days_per_week = Some(3)),
    ("every day, fast", |brief| {
        brief.days_per_week = Some(7);
        brief.vdot = Vdot::new(55.0).ok();
    }),
    ("short working days, no Sundays", |brief| {
        brief.max_minutes = [
            Some(45),
            Some(60),
            Some(0),
            Some(60),
            Some(45),
            Some(150),
            None,
        ];
        brief.unavailable_days = vec![Weekday::Sun];
    }),
    ("long on Wednesdays, free weekends, slow", |brief| {
        brief.long_run_day = Some(Weekday::Wed);
        brief.unavailable_days = vec![Weekday::Sat, Weekday::Sun];
        brief.vdot = Vdot::new(38.0).ok();
    }),
];

/// How a plan is put into the calendar, given its race's day and its first.
const DATINGS: [(&str, Restrict); 3] = [
    ("relative", |_| {}),
    ("dated", |brief| {
        if let Some(race) = &mut brief.race {
            race.date = Some(date("2027-04-18"));
        }
    }),
    ("begun on a Thursday", |brief| {
        let race_day = date("2027-04-18");
        if let Some(race) = &mut brief.race {
            race.date = Some(race_day);
        }
        let monday = race_day - Days::new(u64::from(brief.weeks) * 7 - 1);
        brief.start = Some(monday + Days::new(3));
    }),
];

#[test]
fn every_plan_of_the_table_keeps_the_laws() {
    let mut plans = 0;
    for distance in RaceDistance::ALL {
        let envelope = Envelope::of(*distance);
        for level in Level::ALL {
            for weeks in [1, 4, 8, 12, 16, 20, 30, 52] {
                for (dating, dated) in DATINGS {
                    for unit in [DistanceUnit::Mile, DistanceUnit::Kilometer] {
                        for (week, restrict) in WEEKS {
                            let mut brief = PlanBrief::new(weeks, *level);
                            brief.unit = unit;
                            brief.race = Some(race(*distance));
                            dated(&mut brief);
                            restrict(&mut brief);
                            let planned = planned(&brief);
                            let held = std::panic::catch_unwind(|| {
                                laws::hold(&brief, &planned);
                                envelope.holds(&brief, &planned);
                            });
                            assert!(
                                held.is_ok(),
                                "{distance} {level} {weeks} weeks, {dating}, {unit}, {week}:\n{}",
                                calendar::render(&planned)
                            );
                            plans += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(plans, 4 * 3 * 8 * 3 * 2 * 5);
}
