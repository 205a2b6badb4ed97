//! The sanity oracle: our plans beside published ones.

use plan_core::fitness::Vdot;
use plan_core::plan::{Level, RaceDistance};
use plan_core::planner::{PlanBrief, Published, published};

use crate::{planned, race};

#[test]
fn the_published_ranges_are_those_of_the_published_plans() {
    let text = include_str!("../../../../fixtures/reference/published_plans.csv");
    let header = text.lines().next().unwrap().split(',').collect::<Vec<_>>();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    for (race, label) in [
        (RaceDistance::FiveK, "5K"),
        (RaceDistance::TenK, "10K"),
        (RaceDistance::HalfMarathon, "Half Marathon"),
        (RaceDistance::FullMarathon, "Marathon"),
    ] {
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
        let expected = Published {
            peak: range("peak", 10.0),
            longest: range("longest", 10.0),
            start: percent("start_over_peak"),
            two_before: percent("w2"),
            one_before: percent("w1"),
            race_week: percent("race_wk"),
            long_share: percent("lr_share_peakwk"),
        };
        assert_eq!(published(race), expected, "{label}");
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
