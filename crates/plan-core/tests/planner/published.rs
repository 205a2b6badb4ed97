//! The sanity oracle: our plans beside published ones.

use plan_core::check::{Finding, Measure};
use plan_core::fitness::Vdot;
use plan_core::plan::{Level, RaceDistance};
use plan_core::planner::{PlanBrief, Planned, Published, published};
use plan_core::units::{Distance, DistanceUnit, Percent};
use plan_core::workout::Workout;

use crate::{planned, race};

/// The ranges of the published plans of a race, read from their numbers.
pub(crate) struct Envelope {
    race: RaceDistance,
    range: Published,
}

impl Envelope {
    pub(crate) fn of(race: RaceDistance) -> Self {
        let label = match race {
            RaceDistance::FiveK => "5K",
            RaceDistance::TenK => "10K",
            RaceDistance::HalfMarathon => "Half Marathon",
            RaceDistance::FullMarathon => "Marathon",
        };
        let text = include_str!("../../../../fixtures/reference/published_plans.csv");
        let header = text.lines().next().unwrap().split(',').collect::<Vec<_>>();
        let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
        let rows = text
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .filter(|row| row[column("type")] == label)
            .collect::<Vec<_>>();
        let range = |name: &str, factor: f64| {
            let values = rows
                .iter()
                .map(|row| (row[column(name)].parse::<f64>().unwrap() * factor).round() as u32)
                .collect::<Vec<_>>();
            (*values.iter().min().unwrap(), *values.iter().max().unwrap())
        };
        let percent = |name| {
            let (low, high) = range(name, 100.0);
            (low as u16, high as u16)
        };
        let range = Published {
            peak: range("peak", 10.0),
            longest: range("longest", 10.0),
            start: percent("start_over_peak"),
            two_before: percent("w2"),
            one_before: percent("w1"),
            race_week: percent("race_wk"),
            long_share: percent("lr_share_peakwk"),
        };
        Self { race, range }
    }

    /// A plan is inside, or a finding names what is not, by how much and why.
    pub(crate) fn holds(&self, brief: &PlanBrief, planned: &Planned) {
        let told = planned
            .findings
            .iter()
            .filter(|finding| finding.rule == "outside_published_range")
            .collect::<Vec<_>>();
        if brief.weeks < 10 {
            assert_eq!(told, [] as [&Finding; 0], "short plans have no counterpart");
            return;
        }
        let weeks = &planned.draft.weeks;
        let volumes = weeks
            .iter()
            .map(|week| week.stated_volume.unwrap())
            .collect::<Vec<_>>();
        let longest = weeks
            .iter()
            .map(|week| {
                let runs = week.days.iter().flatten().map(Workout::training_distance);
                runs.max().unwrap_or_default()
            })
            .collect::<Vec<_>>();
        let first_most = |values: &[Distance]| {
            let most = *values.iter().max().unwrap();
            let week = values.iter().position(|value| *value == most).unwrap();
            (week, most)
        };
        let (peak_week, peak) = first_most(&volumes);
        let (longest_week, longest_run) = first_most(&longest);
        let share = |part: Distance| (1_000 * part.raw() / peak.raw()) as u16;
        let last = weeks.len() - 1;

        let mut outside = Vec::new();
        let mut compare_share = |what: &'static str, week: usize, part, (low, high): (u16, u16)| {
            let share = share(part);
            let limit = if share + 50 < 10 * low {
                low
            } else if share > 10 * high + 50 {
                high
            } else {
                return;
            };
            let measured = Measure::Percent(Percent::from_tenths(share));
            outside.push((
                what,
                week,
                measured,
                Measure::Percent(Percent::from_whole(limit)),
            ));
        };
        let range = &self.range;
        compare_share(
            "Two weeks before race week",
            last - 2,
            volumes[last - 2],
            range.two_before,
        );
        compare_share(
            "The week before race week",
            last - 1,
            volumes[last - 1],
            range.one_before,
        );
        compare_share("Race week", last, volumes[last], range.race_week);
        let is_low_mileage = matches!(self.race, RaceDistance::FiveK | RaceDistance::TenK)
            && brief.level != Level::Advanced;
        let is_compared = !is_low_mileage && brief.weekly_distance.is_none();
        let is_whole = weeks[0].days.iter().all(|day| !day.is_empty());
        if is_compared {
            if is_whole {
                let what = "The first week's share of the peak";
                compare_share(what, 0, volumes[0], range.start);
            }
            let what = "The long run's share of the peak week";
            compare_share(what, peak_week, longest[peak_week], range.long_share);
            let miles = |tenths| Distance::from_tenths(tenths, DistanceUnit::Mile);
            for (what, week, run, (low, high)) in [
                ("The peak week", peak_week, peak, range.peak),
                ("The longest run", longest_week, longest_run, range.longest),
            ] {
                let limit = if run + miles(10) < miles(low) {
                    miles(low)
                } else if run > miles(high) + miles(10) {
                    miles(high)
                } else {
                    continue;
                };
                outside.push((what, week, Measure::Distance(run), Measure::Distance(limit)));
            }
        }
        let is_start = |finding: &Finding| finding.message.starts_with("The first week");
        // Of a first week that has lost days, the plan shows less than was meant.
        let told = told
            .into_iter()
            .filter(|finding| is_whole || !is_start(finding));
        let told = told.collect::<Vec<_>>();
        assert_eq!(told.len(), outside.len(), "{told:#?} against {outside:?}");
        for (what, week, measured, limit) in outside {
            let beginning = format!("{what} lies outside the published plans for this race: ");
            let named = told.iter().any(|finding| {
                let why = finding.message.strip_prefix(&beginning);
                why.is_some_and(|why| !why.is_empty())
                    && finding.place.week == Some(week as u8 + 1)
                    && (finding.measured, finding.limit) == (Some(measured), Some(limit))
            });
            assert!(named, "{what} in week {}: {measured:?}", week + 1);
        }
    }
}

#[test]
fn the_published_ranges_are_those_of_the_published_plans() {
    for distance in RaceDistance::ALL {
        assert_eq!(
            published(*distance),
            Envelope::of(*distance).range,
            "{distance}"
        );
    }
}

#[test]
fn a_plan_outside_the_published_ones_says_so() {
    let rules = |brief: &PlanBrief| {
        planned(brief)
            .findings
            .iter()
            .filter(|finding| finding.rule == "outside_published_range")
            .map(|finding| (finding.place.week.unwrap(), finding.message.clone()))
            .collect::<Vec<_>>()
    };
    let mut brief = PlanBrief::new(16, Level::Intermediate);
    brief.race = Some(race(RaceDistance::FullMarathon));
    assert_eq!(
        rules(&brief),
        [],
        "the usual plan is like the published ones"
    );
    brief.days_per_week = Some(3);
    brief.vdot = Vdot::new(28.0).ok();
    assert!(
        rules(&brief)
            .iter()
            .any(|(_, message)| message.starts_with("The longest run")),
        "{:?}",
        rules(&brief)
    );
}
