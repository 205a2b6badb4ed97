//! Reading every line of a year anew costs a few readings of the year, not fifty.

use plan_core::plan::RaceDistance;
use plan_core::units::DistanceUnit;

use super::super::page::{Job, Page, written_lines};
use super::{BTreeMap, Brief, Garbled, Reuse, WeekLines, brief, planned};

#[test]
fn a_year_with_every_line_unread_is_not_read_again_for_every_week() {
    let plan = brief(52, RaceDistance::FullMarathon, DistanceUnit::Mile);
    let draft = planned(&plan);
    let garbled = Garbled::new(&draft, |_| true);
    assert!(garbled.plain.len() > 250, "{}", garbled.plain.len());
    let lines = written_lines(&garbled.text);
    let job = Job {
        brief: Brief {
            plan,
            prompt: None,
            principle: None,
        },
        text: garbled.text.clone(),
        reuse: Reuse::default(),
        finished: BTreeMap::new(),
        writer_reads: true,
    };
    let (mut page, _) = Page::open(job).expect("a writer can mend it");
    let mut said = 0;
    for weeks in page.asks() {
        for question in page.unread(&weeks) {
            let week = WeekLines {
                week: question.week,
                lines: garbled.answer(&question).expect("an answer"),
            };
            let news;
            (page, news) = page.hear(week, true).expect("a week");
            said += news.weeks.len();
        }
    }
    assert_eq!(said, 52);
    // Each excerpt has the headers of all weeks: that is what it costs.
    let readings = page.lines_parsed / lines;
    assert!(
        (1..=25).contains(&readings),
        "{readings} readings of {lines} lines"
    );
}
