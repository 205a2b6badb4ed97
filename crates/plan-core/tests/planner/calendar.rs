//! A plan as a coach reads it, with what the planner has to say about it.

use std::fmt::Write;

use plan_core::check::{Finding, Measure};
use plan_core::draft::print;
use plan_core::planner::Planned;
use plan_core::units::DistanceUnit;

pub(crate) fn render(planned: &Planned) -> String {
    let mut text = print(&planned.draft);
    for finding in &planned.findings {
        write!(text, "\n* {}", line(finding, planned.draft.unit)).unwrap();
    }
    text
}

fn line(finding: &Finding, unit: DistanceUnit) -> String {
    let measure = |measure: Measure| match measure {
        Measure::Distance(distance) => {
            format!("{} {unit}", distance.to_hundredths(unit) as f64 / 100.0)
        }
        Measure::Duration(duration) => duration.to_string(),
        Measure::Percent(percent) => format!("{percent} %"),
        Measure::Count(count) => count.to_string(),
    };
    let week = finding
        .place
        .week
        .map_or(String::new(), |week| format!(" week {week}"));
    let measured = match (finding.measured, finding.limit) {
        (Some(measured), Some(limit)) => {
            format!(" ({} against {})", measure(measured), measure(limit))
        }
        _ => String::new(),
    };
    format!("{}{week}{measured}: {}", finding.rule, finding.message)
}
